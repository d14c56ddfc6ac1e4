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
 * What to do first, for whoever is new here: said of each network once.
 *
 * @param directory the one that was named, which whoever joins has to name too; empty for the usual one
 * @param told of which networks it is said
 * @param wanted whether anybody needs it
 */
public record OnboardingHints(Optional<Address> directory, SortedSet<NetworkName> told, boolean wanted) {

    public static final OnboardingHints NONE = new OnboardingHints(Optional.empty(), new TreeSet<>(), false);

    /** After this many networks the user knows how it works. */
    static final int ENOUGH = 16;

    public OnboardingHints {
        told = Collections.unmodifiableSortedSet(told);
    }

    public static OnboardingHints of(Optional<Address> named) {
        return new OnboardingHints(named, new TreeSet<>(), true);
    }

    /** Whoever was told of so many networks knows how it goes. */
    public OnboardingHints knowing(NetworkName network) {
        if (!wanted || told.size() >= ENOUGH) {
            return NONE;
        }
        SortedSet<NetworkName> more = new TreeSet<>(told);
        more.add(network);
        return new OnboardingHints(directory, more, true);
    }

    /**
     * The lines.
     *
     * @param alone whether nobody else is there to talk to
     */
    public List<String> lines(NetworkName network, boolean alone) {
        List<String> lines = new ArrayList<>();
        if (wanted && alone && !told.contains(network)) {
            lines.add("  " + where() + ": " + command(network));
        }
        if (wanted && told.isEmpty()) {
            lines.add("  type and press Enter · /help · Ctrl-D leaves");
        }
        return lines;
    }

    private String where() {
        return directory.filter(named -> !named.isLoopback()).isPresent()
                ? "another terminal, here or on another machine"
                : "another terminal here";
    }

    private String command(NetworkName network) {
        return "./p2p-chat node --group " + network
                + directory.map(named -> " --nds " + named).orElse("");
    }
}
