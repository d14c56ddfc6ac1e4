package p2pchat.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Address;
import p2pchat.node.TimingProfile;
import picocli.CommandLine.Option;

/** Mixed into each command that takes part in a network: where others reach it, and how soon their silence counts. */
final class EndpointOption {

    @Option(
            names = "--listen",
            order = 51,
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "Where to listen (the way to the directory, a free port).")
    private @Nullable Address listen;

    @Option(
            names = "--advertise",
            order = 52,
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "Where others reach that, if elsewhere (NAT, containers).")
    private @Nullable Address advertise;

    @Option(
            names = "--profile",
            order = 53,
            paramLabel = "PACE",
            hidden = true,
            description = "relaxed, balanced or fast: how soon silence counts (balanced).")
    private @Nullable TimingProfile pace;

    Optional<Address> listen() {
        return Optional.ofNullable(listen);
    }

    Optional<Address> advertised(CommandOptions command) {
        if (advertise != null && advertise.port() == 0) {
            throw command.mistake("--advertise needs a port", "others cannot reach port 0");
        }
        return Optional.ofNullable(advertise);
    }

    TimingProfile pace() {
        return pace != null ? pace : TimingProfile.BALANCED;
    }
}
