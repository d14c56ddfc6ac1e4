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
 * What to send, as whom, and how long to wait for everyone.
 *
 * @param text empty to read it from the standard input
 * @param interactive whether a person sits at the terminal
 */
public record SendOptions(
        NetworkName group,
        Optional<String> text,
        Duration patience,
        Place place,
        TimingProfile pace,
        OutputFormat output,
        boolean interactive) {

    /**
     * Where the node is that sends.
     *
     * @param home empty for the usual one of the nick
     * @param listen empty for the interface that reaches the directory, and a free port
     * @param advertise what others are told, where that differs
     */
    public record Place(
            Nick nick, Optional<Path> home, Address directory, Optional<Address> listen, Optional<Address> advertise) {}
}
