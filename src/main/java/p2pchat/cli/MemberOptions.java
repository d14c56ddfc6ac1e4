package p2pchat.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.TimingProfile;

/**
 * How to take part in a network.
 *
 * @param home the folder of the logs; empty for the default of the nick
 * @param directoryNamed whether the user named the directory; only the default one may be replaced by an embedded one
 * @param listen empty for a free port of the interface that reaches the directory
 * @param advertise the address that other members use, if it differs
 * @param patience how long to wait for delivery before the end
 * @param interactive whether input and output are a terminal
 */
public record MemberOptions(
        NetworkName group,
        Nick nick,
        Optional<Path> home,
        IdentityOptions identity,
        Address directory,
        boolean directoryNamed,
        Optional<Address> listen,
        Optional<Address> advertise,
        TimingProfile profile,
        Duration patience,
        OutputFormat output,
        boolean interactive) {}
