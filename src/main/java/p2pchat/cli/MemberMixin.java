package p2pchat.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Address;
import p2pchat.model.Genesis;
import p2pchat.model.Invite;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.TimingProfile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that take part in a network: {@code node} and {@code send}. */
final class MemberMixin {

    @Mixin
    final GroupOption group = new GroupOption();

    @Option(
            names = {"-n", "--nick"},
            order = 2,
            paramLabel = "NICK",
            description = "Your name for the others (your login name).")
    private @Nullable Nick nick;

    @Mixin
    private final DirectoryOption directory = new DirectoryOption();

    @Mixin
    private final OutputOption output;

    @Option(
            names = "--wait",
            order = 9,
            paramLabel = "TIME",
            description = "Wait up to TIME for delivery before exiting (10s).")
    private Duration patience = Duration.ofSeconds(10);

    @Option(names = "--data-dir", order = 12, paramLabel = "DIR", description = LogMixin.DATA_DIR)
    private @Nullable Path home;

    @Option(
            names = "--listen",
            order = 51,
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "Where to listen (a free port).")
    private @Nullable Address listen;

    @Option(
            names = "--advertise",
            order = 52,
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "Where the others reach this node, if elsewhere (NAT, containers).")
    private @Nullable Address advertise;

    @Option(
            names = "--profile",
            order = 53,
            paramLabel = "PROFILE",
            hidden = true,
            description = "How soon silence counts: relaxed, balanced or fast (balanced).")
    private TimingProfile profile = TimingProfile.BALANCED;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    private final boolean interactive;

    MemberMixin(boolean interactive) {
        this.interactive = interactive;
        this.output = new OutputOption(interactive);
    }

    /** Returns the options of a newcomer. A link names the network and its directory; a spoken code does not. */
    MemberOptions options(BaseCommand command, Invite invite) {
        return invite.origin()
                .map(origin -> options(command, origin))
                .orElseGet(() -> options(
                        command,
                        group.required(
                                command,
                                "p2p-chat join - --group lunch --nds HOST:PORT",
                                "join lunch with a spoken code, which does not name the network")));
    }

    private MemberOptions options(BaseCommand command, Invite.Origin origin) {
        NetworkName invited = origin.genesis().name();
        if (command.isGiven("--group") && !group.is(invited)) {
            throw command.error("the invitation is to another network", "it is to " + invited);
        }
        boolean usual = origin.directory().equals(DirectoryOption.defaultAddress())
                && origin.genesis().mode() == Genesis.DirectoryMode.LOCAL;
        return command.isGiven("--nds")
                ? options(command, invited)
                : options(command, invited, origin.directory(), !usual);
    }

    MemberOptions options(BaseCommand command, NetworkName network) {
        return options(command, network, directory.address(), directory.isNamed());
    }

    private MemberOptions options(BaseCommand command, NetworkName network, Address nds, boolean named) {
        if (advertise != null && advertise.port() == 0) {
            throw command.error("--advertise needs a port", "others cannot reach port 0");
        }
        return new MemberOptions(
                network,
                nick != null ? nick : LogMixin.loginNick(),
                Optional.ofNullable(home),
                identity.options(),
                nds,
                named,
                Optional.ofNullable(listen),
                Optional.ofNullable(advertise),
                profile,
                patience,
                output.format(),
                interactive);
    }
}
