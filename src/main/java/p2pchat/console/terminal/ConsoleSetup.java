package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.MessageStyle;
import p2pchat.console.render.OnboardingHints;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Renderer;
import p2pchat.console.render.Renderers;
import p2pchat.console.render.ScreenReaderStyle;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.OutputRecorder;
import p2pchat.console.session.Session;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.TextCipher;

/** Chooses how a session reads and shows: on a terminal in inline or plain mode, or over streams. */
public final class ConsoleSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSetup.class);

    /** A narrower terminal has no room for a status line. */
    private static final int NARROWEST = 20;

    /**
     * The facts that the choice depends on.
     *
     * @param app name and version of the program
     * @param directory empty for the default one
     * @param interactive whether input and output are both a terminal
     * @param paragraphs whether a message from a pipe ends at a blank line
     * @param stateFolder holds the input history
     * @param cipher encrypts it
     * @param variables of the process environment
     */
    public record Environment(
            String app,
            NetworkName network,
            Optional<Address> directory,
            OutputFormat output,
            boolean interactive,
            boolean paragraphs,
            ZoneId zone,
            Path stateFolder,
            TextCipher cipher,
            Map<String, String> variables) {}

    private ConsoleSetup() {}

    /** Creates the console; {@code clock} is monotonic, in milliseconds. */
    public static Session.Console create(
            DisplayPreferences preferences, Environment environment, Session.Streams streams, LongSupplier clock) {
        FrontendChoice choice =
                FrontendChoice.of(preferences, environment, TerminalDetection::inputAndErrorAreTerminals);
        if (choice.inline()) {
            Optional<Session.Console> inline = inline(preferences, environment, streams, clock);
            if (inline.isPresent()) {
                return inline.get();
            }
        }
        int linesAhead = choice.parser().sendsReplies() ? 1 : Session.MAX_IN_FLIGHT; // replies keep the order
        Frontend frontend = choice.prompted()
                ? new LineTerminal(
                        streams,
                        linesAhead,
                        handler -> Signals.register("INT", handler),
                        clock,
                        preferences.mode() == DisplayMode.READER,
                        TerminalDetection::outputColumns)
                : new StreamFrontend(
                        streams,
                        linesAhead,
                        preferences.errorTheme(environment.variables(), TerminalDetection.errorIsTerminal()));
        return new Session.Console(frontend, choice.parser(), renderer(preferences, environment), Optional.empty());
    }

    /** Returns the renderer for streams and for a terminal in plain mode, which gets no escape codes. */
    static Renderer renderer(DisplayPreferences preferences, Environment environment) {
        if (environment.output() != OutputFormat.HUMAN) {
            return recordRenderer(environment);
        }
        Theme theme = environment.interactive() ? Theme.MONO : preferences.pipeTheme(environment.variables());
        TextStyle style =
                new TextStyle(preferences.usesAscii(environment.variables()), theme != Theme.MONO, theme, false);
        return humanRenderer(
                environment,
                preferences.mode() == DisplayMode.READER ? new ScreenReaderStyle() : new TerminalStyle(style));
    }

    private static Renderer recordRenderer(Environment environment) {
        LocalDate today = LocalDate.now(environment.zone());
        return Renderers.of(environment.output(), environment.app(), environment.zone(), today);
    }

    private static Renderer humanRenderer(Environment environment, MessageStyle style) {
        return HumanRenderer.create(environment.zone(), LocalDate.now(environment.zone()), style);
    }

    private static Optional<Session.Console> inline(
            DisplayPreferences preferences, Environment environment, Session.Streams streams, LongSupplier clock) {
        try {
            Terminal terminal = openTerminal();
            if (terminal.getWidth() != 0 && terminal.getWidth() < NARROWEST) {
                terminal.close();
                return Optional.empty();
            }
            boolean ascii = preferences.usesAscii(environment.variables());
            TextStyle style = new TextStyle(ascii, true, preferences.terminalTheme(environment.variables()), true);
            EditorSettings settings = new EditorSettings(
                    new TabCompletion(!ascii),
                    network -> InputFile.open(environment.stateFolder(), network, environment.cipher()),
                    preferences.editing(),
                    ascii,
                    EditorSettings.READING);
            Optional<OutputRecorder> recorder = environment.interactive()
                    ? Optional.empty()
                    : Optional.of(
                            new OutputRecorder(environment.network(), recordRenderer(environment), streams.out()));
            return Optional.of(new Session.Console(
                    new InlineTerminal(terminal, style, settings, clock),
                    InputParser.interactive(),
                    humanRenderer(environment, new TerminalStyle(style, hints(environment))),
                    recorder));
        } catch (IOException | IllegalStateException e) {
            LOG.warn("cannot use the terminal in inline mode", e);
            return Optional.empty();
        }
    }

    private static Terminal openTerminal() throws IOException {
        // the frontend closes the terminal after its last output; JLine's own shutdown hook would be too early
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        return TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_DFL)
                .graphemeCluster(false) // detecting it takes time, and no column depends on it
                .build();
    }

    private static OnboardingHints hints(Environment environment) {
        return FirstRunCounter.countRun(environment.stateFolder())
                ? OnboardingHints.of(environment.directory())
                : OnboardingHints.NONE;
    }
}
