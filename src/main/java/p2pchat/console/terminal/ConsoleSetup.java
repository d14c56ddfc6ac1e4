package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
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
import p2pchat.console.render.ScreenReaderStyle;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.OutputRecorder;
import p2pchat.console.session.Session;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/** Chooses how a session reads and shows, once: on a terminal in one of its modes, or over streams. */
public final class ConsoleSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSetup.class);

    /** Below this a status line is no use. */
    private static final int NARROWEST = 20;

    /**
     * What is known of the environment.
     *
     * @param app name and version of the program
     * @param directory the one that was named; empty for the usual one
     * @param interactive whether input and output are both a terminal
     * @param paragraphs whether a message from a pipe ends at a blank line
     * @param stateFolder where typed lines are kept
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
            Map<String, String> environment) {}

    private ConsoleSetup() {}

    /** Returns the console that fits the preferences and the environment. */
    public static Session.Console create(DisplayPreferences wishes, Environment place, Session.Streams streams) {
        FrontendChoice fits = FrontendChoice.of(wishes, place, TerminalDetection::inputAndErrorAreTerminals);
        if (fits.drawable()) {
            Optional<Session.Console> inline = inline(wishes, place, streams);
            if (inline.isPresent()) {
                return inline.get();
            }
        }
        Frontend desk = fits.prompted()
                ? new LineTerminal(streams, Session.MAX_IN_FLIGHT, ConsoleSetup::atCtrlC, ConsoleSetup::millis)
                : new StreamFrontend(
                        streams,
                        Session.MAX_IN_FLIGHT,
                        wishes.errorTheme(place.environment(), TerminalDetection.errorIsTerminal()));
        return new Session.Console(desk, fits.parser(), renderer(wishes, place), Optional.empty());
    }

    /** Of a terminal that is not drawn on, and of streams. */
    static Renderer renderer(DisplayPreferences wishes, Environment place) {
        LocalDate today = LocalDate.now(place.zone());
        if (place.output() != OutputFormat.HUMAN) {
            return Renderer.of(place.output(), place.app(), place.zone(), today);
        }
        // a terminal that is not drawn on gets no codes, whatever is wished
        Theme theme = place.interactive() ? Theme.MONO : wishes.pipeTheme(place.environment());
        TextStyle look = new TextStyle(wishes.usesAscii(place.environment()), theme != Theme.MONO, theme, false);
        MessageStyle wording = wishes.mode() == DisplayMode.READER ? new ScreenReaderStyle() : new TerminalStyle(look);
        return HumanRenderer.create(place.zone(), today, wording);
    }

    private static Optional<Session.Console> inline(
            DisplayPreferences wishes, Environment place, Session.Streams streams) {
        // two hooks would close the terminal at once: this one leaves it as it was found, and after the last words
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_DFL)
                    .graphemeCluster(false) // asking the terminal takes time, and no column of ours depends on it
                    .build();
            if (terminal.getWidth() != 0 && terminal.getWidth() < NARROWEST) {
                terminal.close();
                return Optional.empty();
            }
            TextStyle look = new TextStyle(
                    wishes.usesAscii(place.environment()), true, wishes.terminalTheme(place.environment()), true);
            Frontend desk = new InlineTerminal(
                    terminal,
                    look,
                    new EditorSettings(
                            new TabCompletion(!look.ascii()),
                            network -> InputHistory.file(place.stateFolder(), network),
                            wishes.editing(),
                            look.ascii()),
                    ConsoleSetup::millis);
            MessageStyle wording = new TerminalStyle(look, hints(place));
            Renderer renderer = HumanRenderer.create(place.zone(), LocalDate.now(place.zone()), wording);
            Optional<OutputRecorder> recording = place.interactive()
                    ? Optional.empty()
                    : Optional.of(new OutputRecorder(
                            place.network(),
                            Renderer.of(place.output(), place.app(), place.zone(), LocalDate.now(place.zone())),
                            streams.out()));
            return Optional.of(new Session.Console(desk, InputParser.interactive(), renderer, recording));
        } catch (IOException | IllegalStateException e) {
            LOG.warn("the terminal cannot be used as one", e);
            return Optional.empty();
        }
    }

    private static OnboardingHints hints(Environment place) {
        return FirstRunCounter.countRun(place.stateFolder())
                ? OnboardingHints.of(place.directory())
                : OnboardingHints.NONE;
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    private static void atCtrlC(Runnable what) {
        Signals.register("INT", what);
    }
}
