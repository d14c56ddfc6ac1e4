package p2pchat.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;

/** Refuses arguments and variables that the locale cannot represent, because Java replaces their characters. */
public final class LocaleCheck {

    private static final String REPLACEMENT = "\uFFFD";

    private LocaleCheck() {}

    /** Returns why the program cannot start with the character set of the locale; empty if it can. */
    public static Optional<Explanation> check(List<String> arguments, Map<String, String> variables, String encoding) {
        if (encoding.equalsIgnoreCase("UTF-8")) {
            return Optional.empty();
        }
        Stream<String> places = Stream.concat(
                IntStream.range(0, arguments.size())
                        .filter(i -> isReplaced(arguments.get(i)))
                        .mapToObj(i -> "argument " + (i + 1)),
                variables.entrySet().stream()
                        .filter(variable -> variable.getKey().matches("HOME|(XDG|P2PCHAT)_.*"))
                        .filter(variable -> isReplaced(variable.getValue()))
                        .map(Map.Entry::getKey)
                        .sorted());
        return places.findFirst()
                .map(place -> Explanation.of(
                        Explanations.USAGE,
                        "the locale cannot represent " + place,
                        locale(variables) + " has the character set " + encoding,
                        new Try("export LC_ALL=C.UTF-8", "use UTF-8, then try again")));
    }

    /** Returns whether Java has replaced a character. */
    public static boolean isReplaced(String value) {
        return value.contains(REPLACEMENT);
    }

    private static String locale(Map<String, String> variables) {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .filter(name -> !variables.getOrDefault(name, "").isEmpty())
                .findFirst()
                .map(name -> name + "=" + variables.get(name))
                .orElse("the default locale");
    }
}
