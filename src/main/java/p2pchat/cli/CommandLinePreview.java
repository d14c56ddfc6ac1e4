package p2pchat.cli;

import java.util.List;
import java.util.Optional;

/**
 * A command line before it is parsed. The parser takes default values from the configuration, and the configuration
 * depends on some options; errors of the parser are printed in the form that other options select.
 */
record CommandLinePreview(List<String> arguments) {

    static CommandLinePreview of(String... arguments) {
        List<String> all = List.of(arguments);
        int end = all.indexOf("--");
        return new CommandLinePreview(end < 0 ? all : all.subList(0, end));
    }

    /** Returns the last value of an option, written as {@code -o V}, {@code -oV}, {@code --o V} or {@code --o=V}. */
    Optional<String> value(String shortName, String longName) {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals(shortName) || argument.equals(longName)) && i + 1 < arguments.size()) {
                found = Optional.of(arguments.get(i + 1));
            } else if (argument.startsWith(longName + "=")) {
                found = Optional.of(argument.substring(longName.length() + 1));
            } else if (!shortName.isEmpty() && argument.startsWith(shortName) && !argument.startsWith("--")) {
                found = Optional.of(argument.substring(shortName.length()).replaceFirst("^=", ""));
            }
        }
        return found.filter(value -> !value.isEmpty());
    }

    boolean contains(String argument) {
        return arguments.contains(argument);
    }

    /** Returns whether the command must work even if the configuration is wrong. */
    boolean worksWithoutConfiguration() {
        return arguments.isEmpty()
                || arguments.get(0).equals("help")
                || contains("-h")
                || contains("--help")
                || contains("-V")
                || contains("--version")
                || arguments.subList(0, Math.min(2, arguments.size())).equals(List.of("config", "path"));
    }
}
