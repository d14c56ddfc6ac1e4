package p2pchat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains errors in the command line and suggests a corrected command. */
final class UsageErrors {

    /** An error found by a command itself. */
    static final class UsageException extends ParameterException {
        private static final long serialVersionUID = 1L;

        private final transient Explanation explanation;

        UsageException(CommandLine command, Explanation explanation) {
            super(command, explanation.line());
            this.explanation = explanation;
        }
    }

    /** The argument of {@code help} is not a command. */
    static final class UnknownCommand extends ParameterException {
        private static final long serialVersionUID = 1L;

        private final String name;

        UnknownCommand(CommandLine root, String name) {
            super(root, name);
            this.name = name;
        }
    }

    private UsageErrors() {}

    static Explanation explain(ParameterException error, List<String> arguments) {
        CommandLine command = error.getCommandLine();
        if (error instanceof UsageException usage) {
            return usage.explanation;
        }
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched.getUnmatched().get(0), arguments);
        }
        if (error instanceof UnknownCommand unknown) {
            return unmatched(command, unknown.name, arguments);
        }
        if (error instanceof CommandLine.MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return usage("missing value for " + name(missing.getMissing().get(0)), Optional.empty(), help(command));
        }
        if (error instanceof MutuallyExclusiveArgsException) {
            return usage("--join and --create cannot be used together", Optional.empty(), help(command));
        }
        ArgSpec argument = error.getArgSpec();
        if (argument != null && error.getValue() != null) {
            String what = argument instanceof OptionSpec option
                    ? "invalid value for " + option.longestName() + ": '" + error.getValue() + "'"
                    : "invalid argument '" + error.getValue() + "'";
            return usage(what, reason(argument, error.getCause()), help(command));
        }
        String message = String.valueOf(error.getMessage()).replaceFirst("^Error: ", "");
        return usage(lowerFirst(message), Optional.empty(), help(command));
    }

    private static Explanation unmatched(CommandLine command, String token, List<String> arguments) {
        if (token.startsWith("-")) {
            String option = token.split("=", 2)[0];
            List<String> known = command.getCommandSpec().options().stream()
                    .flatMap(candidate -> Stream.of(candidate.names()))
                    .filter(name -> name.startsWith("--") == option.startsWith("--"))
                    .toList();
            return misplaced(command, option, arguments)
                    .orElseGet(() -> unknown(command, "unknown option '" + option + "'", option, known, arguments));
        }
        if (command.getSubcommands().isEmpty()) {
            return usage("unexpected argument '" + token + "'", Optional.empty(), help(command));
        }
        List<String> known = List.copyOf(command.getSubcommands().keySet());
        return unknown(command, "unknown command '" + token + "'", token, known, arguments);
    }

    /** Explains an option that precedes the command it belongs to. */
    private static Optional<Explanation> misplaced(CommandLine root, String option, List<String> arguments) {
        return arguments.stream()
                .filter(root.getSubcommands()::containsKey)
                .findFirst()
                .flatMap(name -> Optional.ofNullable(root.getSubcommands().get(name))
                        .map(command -> command.getCommandSpec().findOption(option))
                        .map(known -> usage(
                                "unknown option '" + option + "'",
                                Optional.of("it is an option of " + name + " and must follow it"),
                                new Try("p2p-chat " + movedToEnd(arguments, option, known), ""))));
    }

    private static String movedToEnd(List<String> arguments, String option, OptionSpec known) {
        int at = 0;
        while (!isOption(arguments.get(at), option)) {
            at++;
        }
        boolean valueFollows = known.arity().min() > 0 && arguments.get(at).equals(option);
        List<String> line = new ArrayList<>(arguments);
        List<String> moved = line.subList(at, Math.min(line.size(), at + (valueFollows ? 2 : 1)));
        List<String> early = List.copyOf(moved);
        moved.clear();
        line.addAll(early);
        return joined(line);
    }

    private static Explanation unknown(
            CommandLine command, String what, String token, List<String> known, List<String> arguments) {
        Try suggestion = ClosestMatch.to(token, known)
                .map(nearest -> new Try("p2p-chat " + corrected(arguments, token, nearest), ""))
                .orElse(help(command));
        return usage(what, Optional.empty(), suggestion);
    }

    /** Returns the command line with the first occurrence of a typing error replaced. */
    private static String corrected(List<String> arguments, String wrong, String right) {
        int at = 0;
        while (at < arguments.size() && !isOption(arguments.get(at), wrong)) {
            at++;
        }
        List<String> line = new ArrayList<>(arguments);
        if (at < line.size()) {
            line.set(at, right + line.get(at).substring(wrong.length()));
        }
        return joined(line);
    }

    private static boolean isOption(String argument, String name) {
        return argument.equals(name) || argument.startsWith(name + "=");
    }

    private static String joined(List<String> arguments) {
        return arguments.stream().map(UsageErrors::quoted).collect(Collectors.joining(" "));
    }

    /** Quotes an argument for a POSIX shell, if necessary. */
    static String quoted(String argument) {
        return argument.matches("[\\w./:=@%+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static Try help(CommandLine command) {
        return new Try(command.getCommandSpec().qualifiedName() + " --help", "show how to use it");
    }

    private static Explanation usage(String what, Optional<String> why, Try suggestion) {
        return new Explanation(Explanations.USAGE, what, why, List.of(suggestion));
    }

    private static Optional<String> reason(ArgSpec argument, @Nullable Throwable cause) {
        if (argument.type().isEnum()) {
            return Optional.of(expectedOneOf(argument.type().getEnumConstants()));
        }
        if (argument.type() == int.class || argument.type() == Integer.class) {
            return Optional.of("expected a whole number");
        }
        return cause instanceof TypeConversionException failure
                ? Optional.of(String.valueOf(failure.getMessage()))
                : Optional.empty();
    }

    /** Returns {@code expected a, b or c}. */
    static String expectedOneOf(Object... values) {
        String names = Stream.of(values)
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "expected " + names.replaceFirst(", (?=[^,]*$)", " or ");
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
