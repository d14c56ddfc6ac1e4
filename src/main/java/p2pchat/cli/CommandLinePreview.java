package p2pchat.cli;

import java.util.List;
import java.util.Optional;

/**
 * What must be known of a command line before it is understood as a whole: which file its defaults come from, for which
 * network, and who reads its mistakes.
 */
record CommandLinePreview(List<String> words) {

    static CommandLinePreview of(String... words) {
        List<String> all = List.of(words);
        int end = all.indexOf("--");
        return new CommandLinePreview(end < 0 ? all : all.subList(0, end));
    }

    /** The last value given to an option, in any of the ways in which a value can be given. */
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

    /** Whether they only ask what there is: that is answered whatever the configuration says. */
    boolean askForHelp() {
        return words.isEmpty()
                || words.get(0).equals("help")
                || contains("-h")
                || contains("--help")
                || contains("-V")
                || contains("--version")
                || words.subList(0, Math.min(2, words.size())).equals(List.of("config", "path"));
    }
}
