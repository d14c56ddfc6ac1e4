package p2pchat.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.console.terminal.TerminalDetection;
import p2pchat.console.text.PointInTime;
import p2pchat.console.text.TextWrap;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.ProblemException;
import p2pchat.model.SearchPattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses the command line, runs a command and explains its failures.
 *
 * @param interactive whether input and output are a terminal
 * @param log the log file, named after an internal error
 * @param showsErrors whether errors are shown on a terminal; called only if there is one
 */
public record Cli(
        CommandHandlers handlers,
        Environment environment,
        boolean interactive,
        Path log,
        PrintWriter out,
        PrintWriter err,
        BooleanSupplier showsErrors) {

    /** The program and its version. */
    public static final String APP = "p2p-chat 0.1.0";

    private static final int WIDTH = 80;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

    /** Runs the command and returns the exit code. */
    public int run(String... arguments) {
        Optional<Explanation> secret = InviteOption.refusal(arguments);
        if (secret.isPresent()) {
            return refuse(secret.get(), arguments);
        }
        CommandLinePreview preview = CommandLinePreview.of(arguments);
        Configuration configuration;
        try {
            configuration = Configuration.of(environment, preview);
        } catch (ConfigFile.Unusable e) {
            configuration = Configuration.withoutFile(environment, preview);
            if (!preview.worksWithoutConfiguration()) {
                errors(configuration, preview).accept(e.explanation());
                return Explanations.USAGE;
            }
        }
        CommandLine line = commandLine(configuration, errors(configuration, preview));
        HelpFormatter.prepare(line, configuration, preview.contains(BaseCommand.ALL));
        return line.execute(arguments);
    }

    /** Prints an error found before the command line is parsed, and returns the exit code. */
    public int refuse(Explanation error, String... arguments) {
        CommandLinePreview preview = CommandLinePreview.of(Stream.of(arguments)
                .filter(text -> !LocaleCheck.isReplaced(text))
                .toArray(String[]::new));
        errors(Configuration.withoutFile(environment, preview), preview).accept(error);
        return error.code();
    }

    private CommandLine commandLine(Configuration configuration, Consumer<Explanation> errors) {
        CommandLine line = new CommandLine(new RootCommand());
        line.addSubcommand(new NodeCommand(handlers, interactive));
        line.addSubcommand(new JoinCommand(handlers, interactive));
        line.addSubcommand(new SendCommand(handlers, interactive, errors));
        line.addSubcommand(new CommandLine(new NdsCommand(handlers))
                .addSubcommand(new ShowKeyCommand(handlers))
                .addSubcommand(new TrustCommand(handlers, interactive)));
        line.addSubcommand(new NetworksCommand(handlers, interactive));
        line.addSubcommand(new HistoryCommand(handlers, interactive));
        line.addSubcommand(new VerifyCommand(handlers, interactive));
        line.addSubcommand(new WhyCommand(handlers, interactive));
        line.addSubcommand(new CommandLine(new IdentityCommand(handlers, interactive))
                .addSubcommand(new RevokeCommand(handlers, interactive, errors)));
        line.addSubcommand(new ConfigCommand(configuration));
        line.addSubcommand(new HelpCommand());
        line.setOut(out).setErr(err).setUsageHelpWidth(WIDTH).setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Address.class, converter(Address::parse))
                .registerConverter(NetworkName.class, converter(NetworkName::parse))
                .registerConverter(Nick.class, converter(Nick::parse))
                .registerConverter(Duration.class, converter(Cli::duration))
                .registerConverter(PointInTime.class, converter(PointInTime::parse))
                .registerConverter(SearchPattern.class, converter(SearchPattern::regex));
        line.setDefaultValueProvider(configuration);
        line.setParameterExceptionHandler((error, arguments) -> {
            errors.accept(UsageErrors.explain(error, List.of(arguments)));
            return Explanations.USAGE;
        });
        line.setExecutionStrategy(parsed -> {
            List<CommandLine> commands = parsed.asCommandLineList();
            CommandLine last = commands.get(commands.size() - 1);
            if (last.isUsageHelpRequested()) {
                HelpFormatter.print(out, last.getUsageMessage());
                return Explanations.DONE;
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, errors));
        return line;
    }

    private int failed(Exception failure, CommandLine line, Consumer<Explanation> errors) {
        BaseCommand command = line.getCommand();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Explanation explanation = cause instanceof ProblemException known
                ? new Explanations(command.invocation()).of(known.problem())
                : internalError(failure, cause);
        errors.accept(explanation);
        if (command.isVerbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return explanation.code();
    }

    private Explanation internalError(Exception failure, Throwable cause) {
        LoggerFactory.getLogger(Cli.class).error("internal error", failure);
        return Explanation.of(
                Explanations.INTERNAL,
                "internal error: " + cause.getClass().getSimpleName(),
                "this is a bug; the log has the details",
                new Explanation.Try("tail -n 50 " + log, "show the end of the log"));
    }

    /** Returns a consumer that prints errors in the form that the user selected. */
    private Consumer<Explanation> errors(Configuration configuration, CommandLinePreview preview) {
        boolean json = configuration.wantsJson(preview);
        DisplayPreferences preferences = configuration.displayPreferences(preview);
        return explanation -> {
            if (json) {
                err.println(ErrorRenderer.json(explanation));
            } else {
                boolean terminal = showsErrors.getAsBoolean();
                Theme theme = preferences.errorTheme(environment.variables(), terminal);
                int columns = terminal ? TerminalDetection.errorColumns() : 0;
                TextWrap.wrap(ErrorRenderer.lines(explanation, theme), columns, true)
                        .forEach(err::println);
            }
            err.flush();
        };
    }

    /** Returns a converter that keeps the message of an {@code IllegalArgumentException}. */
    private static <T> CommandLine.ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a duration such as 500ms, 10s, 2m or 1h");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
