package p2pchat.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.console.text.PointInTime;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.ProblemException;
import p2pchat.model.SearchPattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The command line as a whole: arguments in, exit code out, every failure in words. */
public final class Cli {

    /** The program and its version. */
    public static final String APP = "p2p-chat 0.1.0";

    private static final int WIDTH = 80;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

    private final CommandHandlers programs;
    private final Environment environment;
    private final boolean interactive;
    private final Path log;
    private final PrintWriter out;
    private final PrintWriter err;
    private final BooleanSupplier showsErrors;

    /**
     * A command line.
     *
     * @param interactive whether a person sits at the terminal
     * @param log the file to name when a bug shows
     * @param showsErrors whether errors go to a terminal; asked when there is one
     */
    public Cli(
            CommandHandlers programs,
            Environment environment,
            boolean interactive,
            Path log,
            PrintWriter out,
            PrintWriter err,
            BooleanSupplier showsErrors) {
        this.programs = programs;
        this.environment = environment;
        this.interactive = interactive;
        this.log = log;
        this.out = out;
        this.err = err;
        this.showsErrors = showsErrors;
    }

    /** Understands the arguments, runs what they ask for, and returns the exit code. */
    public int run(String... arguments) {
        CommandLinePreview given = CommandLinePreview.of(arguments);
        Configuration configuration;
        try {
            configuration = Configuration.of(environment, given);
        } catch (ConfigFile.Unusable e) {
            configuration = Configuration.withoutFile(environment, given);
            if (!given.askForHelp()) {
                complaints(configuration, given).accept(e.explanation());
                return Explanations.USAGE;
            }
        }
        CommandLine line = commandLine(configuration, complaints(configuration, given));
        HelpFormatter.prepare(line, configuration, given.contains(CommandOptions.ALL));
        return line.execute(arguments);
    }

    private CommandLine commandLine(Configuration configuration, Consumer<Explanation> complain) {
        CommandLine line = new CommandLine(new RootCommand());
        line.addSubcommand(new NodeCommand(programs, interactive));
        line.addSubcommand(new SendCommand(programs, interactive, complain));
        line.addSubcommand(new NdsCommand(programs));
        line.addSubcommand(new NetworksCommand(programs, interactive));
        line.addSubcommand(new HistoryCommand(programs, interactive));
        line.addSubcommand(new WhyCommand(programs, interactive));
        line.addSubcommand(new ConfigCommand(configuration));
        line.addSubcommand(new HelpCommand());
        line.setOut(out).setErr(err).setUsageHelpWidth(WIDTH).setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Address.class, reading(Address::parse))
                .registerConverter(NetworkName.class, reading(NetworkName::parse))
                .registerConverter(Nick.class, reading(Nick::parse))
                .registerConverter(Duration.class, reading(Cli::duration))
                .registerConverter(PointInTime.class, reading(PointInTime::parse))
                .registerConverter(SearchPattern.class, reading(SearchPattern::regex));
        line.setDefaultValueProvider(configuration);
        line.setParameterExceptionHandler((mistake, arguments) -> {
            complain.accept(UsageErrors.explain(mistake, List.of(arguments)));
            return Explanations.USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, complain));
        return line;
    }

    private int failed(Exception failure, CommandLine command, Consumer<Explanation> complain) {
        Object called = command.getCommand();
        boolean verbose = called instanceof CommandOptions options && options.isVerbose();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Explanation explanation;
        if (cause instanceof ProblemException known) {
            String invocation = called instanceof CommandOptions options
                    ? options.invocation()
                    : command.getCommandSpec().qualifiedName();
            explanation = new Explanations(invocation).of(known.problem());
        } else {
            LoggerFactory.getLogger(Cli.class).error("internal error", failure);
            explanation = Explanation.of(
                    Explanations.INTERNAL,
                    "internal error, which is a bug: " + cause.getClass().getSimpleName(),
                    "the log has the details",
                    new Explanation.Try("tail -n 50 " + log, "read them"));
        }
        complain.accept(explanation);
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return explanation.code();
    }

    /** How whoever typed this is told what goes wrong. */
    private Consumer<Explanation> complaints(Configuration configuration, CommandLinePreview given) {
        boolean json = configuration.wantsJson(given);
        DisplayPreferences wishes = configuration.wishes(given);
        return explanation -> {
            if (json) {
                err.println(ErrorRenderer.json(explanation));
            } else {
                Theme theme = wishes.ofErrors(environment.variables(), showsErrors.getAsBoolean());
                ErrorRenderer.lines(explanation, theme).forEach(err::println);
            }
            err.flush();
        };
    }

    /** Lets picocli name the option and our own sentence say what is wrong with the value. */
    private static <T> CommandLine.ITypeConverter<T> reading(Function<String, T> parse) {
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
            throw new IllegalArgumentException("a time is written 500ms, 10s, 2m or 1h");
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
