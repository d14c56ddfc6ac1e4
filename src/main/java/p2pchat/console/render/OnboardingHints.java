package p2pchat.console.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/**
 * First steps for a new user, shown once for each network.
 *
 * @param directory the directory from the command line, which other members must name too; empty for the default
 * @param shown the networks for which the hints were shown
 * @param wanted whether the user is new
 */
public record OnboardingHints(Optional<Address> directory, SortedSet<NetworkName> shown, boolean wanted) {

    public static final OnboardingHints NONE = new OnboardingHints(Optional.empty(), new TreeSet<>(), false);

    /** After this many networks the hints stop. */
    static final int ENOUGH = 16;

    public OnboardingHints {
        shown = Collections.unmodifiableSortedSet(shown);
    }

    public static OnboardingHints of(Optional<Address> directory) {
        return new OnboardingHints(directory, new TreeSet<>(), true);
    }

    public OnboardingHints shown(NetworkName network) {
        if (!wanted || shown.size() >= ENOUGH) {
            return NONE;
        }
        SortedSet<NetworkName> more = new TreeSet<>(shown);
        more.add(network);
        return new OnboardingHints(directory, more, true);
    }

    /** Returns the hints; {@code alone} tells whether no other member is present. */
    public List<String> lines(NetworkName network, boolean alone, Punctuation punctuation) {
        List<String> lines = new ArrayList<>();
        if (wanted && alone && !shown.contains(network)) {
            boolean remote = directory.filter(named -> !named.isLoopback()).isPresent();
            lines.add("  join from another terminal" + (remote ? " or machine" : "") + ": ./p2p-chat node --group "
                    + network + directory.map(named -> " --nds " + named).orElse(""));
        }
        if (wanted && shown.isEmpty()) {
            lines.add("  " + String.join(punctuation.separator(), "type and press Enter", "/help", "Ctrl-D quits"));
        }
        return lines;
    }
}
