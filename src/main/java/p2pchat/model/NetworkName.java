package p2pchat.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a network: 1 to 32 of {@code [a-z0-9._-]} in lower case, starting with a letter or digit. */
public record NetworkName(String value) implements Comparable<NetworkName> {

    public static final int MAX_LENGTH = 32;

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");

    public NetworkName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a network name has 1 to " + MAX_LENGTH
                    + " of the characters a-z 0-9 . _ - and starts with a letter or digit");
        }
    }

    /** Folds to lower case. */
    public static NetworkName parse(String text) {
        return new NetworkName(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(NetworkName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
