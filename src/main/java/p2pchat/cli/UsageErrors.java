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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words for arguments that cannot be understood: what is wrong, and the command that was probably meant. */
final class UsageErrors {

    /** A mistake that a command finds itself, in words already. */
    static final class Found extends ParameterException {
        private static final long serialVersionUID = 1L;

        private final transient Explanation explanation;

        Found(CommandLine command, Explanation explanation) {
            super(command, explanation.line());
            this.explanation = explanation;
        }
    }

    private UsageErrors() {}

    static Explanation explain(ParameterException mistake, List<String> arguments) {
        if (mistake instanceof Found found) {
            return found.explanation;
        }
        CommandLine command = mistake.getCommandLine();
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched.getUnmatched().get(0), arguments);
        }
        if (String.valueOf(mistake.getMessage()).startsWith("Unknown subcommand")) { // says the command help
            return unmatched(command, arguments.get(arguments.size() - 1), arguments);
        }
        if (mistake instanceof CommandLine.MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return usage(name(missing.getMissing().get(0)) + " needs a value", Optional.empty(), help(command));
        }
        if (mistake instanceof CommandLine.MutuallyExclusiveArgsException) {
            return usage("--join and --create exclude each other", Optional.empty(), help(command));
        }
        if (mistake.getArgSpec() instanceof OptionSpec option && mistake.getValue() != null) {
            String what = option.longestName() + " cannot be '" + mistake.getValue() + "'";
            return usage(what, reason(option, mistake.getCause()), help(command));
        }
        String message = String.valueOf(mistake.getMessage()).replaceFirst("^Error: ", "");
        return usage(lowerFirst(message), Optional.empty(), help(command));
    }

    private static Explanation unmatched(CommandLine command, String token, List<String> arguments) {
        if (token.startsWith("-")) {
            String option = token.split("=", 2)[0];
            Optional<Explanation> early = tooEarly(command, option, arguments);
            if (early.isPresent()) {
                return early.get();
            }
            List<String> known = command.getCommandSpec().options().stream()
                    .flatMap(candidate -> Stream.of(candidate.names()))
                    .filter(name -> name.startsWith("--") == option.startsWith("--"))
                    .toList();
            return unknown(command, "unknown option '" + option + "'", option, known, arguments);
        }
        if (command.getSubcommands().isEmpty()) {
            return usage("unexpected argument '" + token + "'", Optional.empty(), help(command));
        }
        List<String> known = List.copyOf(command.getSubcommands().keySet());
        return unknown(command, "unknown command '" + token + "'", token, known, arguments);
    }

    /** An option of a command that stands before the command. */
    private static Optional<Explanation> tooEarly(CommandLine command, String option, List<String> arguments) {
        return arguments.stream()
                .filter(command.getSubcommands()::containsKey)
                .findFirst()
                .flatMap(name -> Optional.ofNullable(command.getSubcommands().get(name))
                        .map(called -> called.getCommandSpec().findOption(option))
                        .map(known -> usage(
                                "unknown option '" + option + "'",
                                Optional.of("it belongs to " + name + ", and stands after that"),
                                new Try("p2p-chat " + moved(arguments, option, known), ""))));
    }

    /** The line with this option, and its value, at the end. */
    private static String moved(List<String> arguments, String option, OptionSpec known) {
        List<String> line =
                new ArrayList<>(arguments.stream().map(UsageErrors::quoted).toList());
        int at = 0;
        while (!line.get(at).equals(option) && !line.get(at).startsWith(option + "=")) {
            at++;
        }
        boolean valueFollows = known.arity().min() > 0 && line.get(at).equals(option);
        List<String> early = line.subList(at, Math.min(line.size(), at + (valueFollows ? 2 : 1)));
        List<String> late = List.copyOf(early);
        early.clear();
        line.addAll(late);
        return String.join(" ", line);
    }

    private static Explanation unknown(
            CommandLine command, String what, String token, List<String> known, List<String> arguments) {
        Try way = ClosestMatch.to(token, known)
                .map(nearest -> new Try("p2p-chat " + corrected(arguments, token, nearest), ""))
                .orElse(help(command));
        return usage(what, Optional.empty(), way);
    }

    /** The whole line as it was typed, but for the slip. */
    private static String corrected(List<String> arguments, String slip, String meant) {
        List<String> line = new ArrayList<>();
        boolean done = false;
        for (String argument : arguments) {
            boolean here = !done && (argument.equals(slip) || argument.startsWith(slip + "="));
            done |= here;
            line.add(quoted(here ? meant + argument.substring(slip.length()) : argument));
        }
        return String.join(" ", line);
    }

    /** As a shell would have to be given it. */
    static String quoted(String argument) {
        return argument.matches("[\\w./:=@%+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static Try help(CommandLine command) {
        return new Try(command.getCommandSpec().qualifiedName() + " --help", "see what there is");
    }

    private static Explanation usage(String what, Optional<String> why, Try way) {
        return new Explanation(Explanations.USAGE, what, why, List.of(way));
    }

    private static Optional<String> reason(OptionSpec option, @Nullable Throwable cause) {
        if (option.type().isEnum()) {
            return Optional.of("it is one of "
                    + Stream.of(option.type().getEnumConstants())
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")));
        }
        if (option.type() == int.class || option.type() == Integer.class) {
            return Optional.of("it is a whole number");
        }
        return cause instanceof TypeConversionException wrong
                ? Optional.of(String.valueOf(wrong.getMessage()))
                : Optional.empty();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
