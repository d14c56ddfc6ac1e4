package p2pchat.console;

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
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/**
 * Where and how one conversation is held, decided once: on a terminal in one of its ways, or over streams.
 *
 * @param recording what writes to the output beside the terminal, where those are two
 */
public record Seat(Desk desk, Reading reading, Renderer renderer, Optional<Recording> recording) {

    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    /** Below this a status line is no use. */
    private static final int NARROWEST = 20;

    /**
     * What is known of the surroundings.
     *
     * @param app name and version of the program
     * @param directory the one that was named; empty for the usual one
     * @param interactive whether input and output are both a terminal
     * @param paragraphs whether a message from a pipe ends at a blank line
     * @param stateFolder where typed lines are kept
     */
    public record Place(
            String app,
            NetworkName network,
            Optional<Address> directory,
            Output output,
            boolean interactive,
            boolean paragraphs,
            ZoneId zone,
            Path stateFolder,
            Map<String, String> environment) {}

    /** The seat that fits the wishes and the place. */
    public static Seat take(ScreenWishes wishes, Place place, Session.Streams streams) {
        Seating fits = Seating.of(wishes, place, Terminals::takesKeysAndShowsErrors);
        if (fits.drawn()) {
            Optional<Seat> inline = inline(wishes, place, streams);
            if (inline.isPresent()) {
                return inline.get();
            }
        }
        Desk desk = fits.prompted()
                ? new PlainDesk(streams, Session.MAX_UNSETTLED, Seat::atCtrlC, Seat::millis)
                : new StreamDesk(
                        streams, Session.MAX_UNSETTLED, wishes.ofErrors(place.environment(), Terminals.showsErrors()));
        return new Seat(desk, fits.reading(), renderer(wishes, place), Optional.empty());
    }

    /** Of a terminal that is not drawn on, and of streams. */
    static Renderer renderer(ScreenWishes wishes, Place place) {
        LocalDate today = LocalDate.now(place.zone());
        if (place.output() != Output.HUMAN) {
            return Renderer.of(place.output(), place.app(), place.zone(), today);
        }
        // a terminal that is not drawn on gets no codes, whatever is wished
        Theme theme = place.interactive() ? Theme.MONO : wishes.elsewhere(place.environment());
        Look look = new Look(wishes.drawsAscii(place.environment()), theme != Theme.MONO, theme, false);
        Wording wording = wishes.ui() == Ui.READER ? new SpokenWording() : new DrawnWording(look);
        return HumanRenderer.create(place.zone(), today, wording);
    }

    private static Optional<Seat> inline(ScreenWishes wishes, Place place, Session.Streams streams) {
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
            Look look = new Look(
                    wishes.drawsAscii(place.environment()), true, wishes.onTerminal(place.environment()), true);
            Desk desk = new InlineDesk(
                    terminal,
                    look,
                    new Typing(
                            new Completion(!look.ascii()),
                            network -> InputHistory.file(place.stateFolder(), network),
                            wishes.keys(),
                            look.ascii()),
                    Seat::millis);
            Wording wording = new DrawnWording(look, hints(place));
            Renderer renderer = HumanRenderer.create(place.zone(), LocalDate.now(place.zone()), wording);
            Optional<Recording> recording = place.interactive()
                    ? Optional.empty()
                    : Optional.of(new Recording(
                            place.network(),
                            Renderer.of(place.output(), place.app(), place.zone(), LocalDate.now(place.zone())),
                            streams.out()));
            return Optional.of(new Seat(desk, Reading.typed(), renderer, recording));
        } catch (IOException | IllegalStateException e) {
            LOG.warn("the terminal cannot be used as one", e);
            return Optional.empty();
        }
    }

    private static Hints hints(Place place) {
        return FirstRuns.isOne(place.stateFolder()) ? Hints.of(place.directory()) : Hints.NONE;
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    private static void atCtrlC(Runnable what) {
        Signals.register("INT", what);
    }
}
