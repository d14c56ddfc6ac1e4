package p2pchat.cli;

import java.util.List;
import java.util.Optional;

/**
 * A command line before it is parsed. The parser takes default values from the configuration, and the configuration
 * depends on some options; errors of the parser are printed in the form that other options select.
 */
record CommandLinePreview(List<String> words) {

    static CommandLinePreview of(String... words) {
        List<String> all = List.of(words);
        int end = all.indexOf("--");
        return new CommandLinePreview(end < 0 ? all : all.subList(0, end));
    }

    /** Returns the last value of an option, written as {@code -o V}, {@code -oV}, {@code --o V} or {@code --o=V}. */
    Optional<String> value(String shortName, String longName) {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if ((word.equals(shortName) || word.equals(longName)) && i + 1 < words.size()) {
                found = Optional.of(words.get(i + 1));
            } else if (word.startsWith(longName + "=")) {
                found = Optional.of(word.substring(longName.length() + 1));
            } else if (!shortName.isEmpty() && word.startsWith(shortName) && !word.startsWith("--")) {
                found = Optional.of(word.substring(shortName.length()).replaceFirst("^=", ""));
            }
        }
        return found.filter(value -> !value.isEmpty());
    }

    boolean contains(String word) {
        return words.contains(word);
    }

    /** Returns whether the command must work even if the configuration is wrong. */
    boolean worksWithoutConfiguration() {
        return words.isEmpty()
                || words.get(0).equals("help")
                || contains("-h")
                || contains("--help")
                || contains("-V")
                || contains("--version")
                || words.subList(0, Math.min(2, words.size())).equals(List.of("config", "path"));
    }
}
