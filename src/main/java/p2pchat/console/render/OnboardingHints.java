package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/**
 * First steps for a new user, shown in the first network of a session.
 *
 * @param wanted whether the user is new
 * @param directory the directory from the command line, which other members must name too; empty for the default
 */
public record OnboardingHints(boolean wanted, Optional<Address> directory) {

    public static final OnboardingHints NONE = new OnboardingHints(false, Optional.empty());

    public static OnboardingHints of(Optional<Address> directory) {
        return new OnboardingHints(true, directory);
    }

    /** Returns the hints; {@code alone} means that no other member is present, and others can join like this one. */
    public List<String> lines(NetworkName network, boolean alone, Punctuation punctuation) {
        List<String> lines = new ArrayList<>();
        if (wanted && alone) {
            boolean remote = directory.filter(named -> !named.isLoopback()).isPresent();
            lines.add("  join from another terminal" + (remote ? " or machine" : "") + ": ./p2p-chat node --group "
                    + network + directory.map(named -> " --nds " + named).orElse(""));
        }
        if (wanted) {
            lines.add("  " + String.join(punctuation.separator(), "type and press Enter", "/help", "Ctrl-D quits"));
        }
        return lines;
    }
}
