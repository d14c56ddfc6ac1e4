package p2pchat.console.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Emoji by their short names. The table is loaded on first use. */
public final class Emoji {

    private static final class Table {
        static final Map<String, String> BY_NAME = read();

        private static Map<String, String> read() {
            Map<String, String> table = new TreeMap<>();
            try (InputStream file = Objects.requireNonNull(Emoji.class.getResourceAsStream("emoji.txt"));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
                lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" ", 2))
                        .forEach(pair -> table.put(":" + pair[0] + ":", pair[1]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return table;
        }
    }

    private Emoji() {}

    /** Returns the emoji by name; names include the colons. */
    public static Map<String, String> all() {
        return Table.BY_NAME;
    }

    /** Returns the last word of a text if it is the name of an emoji. */
    public static Optional<String> nameAtEnd(String text) {
        String trimmed = text.stripTrailing();
        int start = Math.max(trimmed.lastIndexOf(' '), trimmed.lastIndexOf('\n')) + 1;
        String word = trimmed.substring(start);
        return word.startsWith(":") && word.endsWith(":") && all().containsKey(word)
                ? Optional.of(word)
                : Optional.empty();
    }
}
