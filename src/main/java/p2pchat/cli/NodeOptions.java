package p2pchat.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.TimingProfile;

/**
 * How to take part in a network.
 *
 * @param directoryChosen whether somebody named the directory; only the usual one may be replaced by one of our own
 * @param listen empty for the interface that reaches the directory, and a free port
 * @param advertise what others are told, where that differs
 * @param home empty for the usual one of the nick
 * @param history how many earlier messages to show
 * @param patience how long to wait at the end of the input for messages to arrive
 * @param pace how fast silence counts
 * @param screen how a person wants to be shown what happens
 * @param interactive whether a person sits at the terminal
 */
public record NodeOptions(
        NetworkName group,
        Nick nick,
        Address directory,
        boolean directoryChosen,
        Entry entry,
        Optional<Address> listen,
        Optional<Address> advertise,
        Optional<Path> home,
        int history,
        boolean paragraphs,
        Duration patience,
        OutputFormat output,
        TimingProfile pace,
        DisplayPreferences screen,
        boolean interactive) {}
