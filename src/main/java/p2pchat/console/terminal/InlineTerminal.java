package p2pchat.console.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.TextStyle;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.MessageReferences;
import p2pchat.console.terminal.LineEditor.Input;
import p2pchat.model.NetworkName;

/**
 * A terminal used line by line, from top to bottom: what happened goes up into its own scrollback and is never touched
 * again, what is so now stands below, above the line one types. Nothing is written while nothing happens.
 */
final class InlineTerminal implements Frontend {

    private static final Logger LOG = LoggerFactory.getLogger(InlineTerminal.class);

    /** What comes within one frame of a screen is written at once. */
    private static final long BATCH_MILLIS = 16;

    /** A status that flickers is read by nobody. */
    private static final long STATUS_MILLIS = 250;

    private final Terminal terminal;
    private final TextStyle look;
    private final EditorSettings typing;
    private final LongSupplier millis;
    private final InterruptPolicy interrupts;
    private final List<String> waiting = new ArrayList<>();
    private final List<InputLine> early = new ArrayList<>();
    private Optional<Listener> floor = Optional.empty();
    private Optional<LineEditor> editor = Optional.empty();
    private Optional<LiveView> now = Optional.empty();
    private PasteDetector entry = PasteDetector.EMPTY;
    private String shown = "";
    private long printedAt;
    private long shownAt;
    private long flushAt = Long.MAX_VALUE;
    private long number;
    private boolean listening;
    private boolean hushed;

    /**
     * A desk at a terminal.
     *
     * @param millis a clock that never goes back
     */
    InlineTerminal(Terminal terminal, TextStyle look, EditorSettings typing, LongSupplier millis) {
        this.terminal = terminal;
        this.look = look;
        this.typing = typing;
        this.millis = millis;
        this.printedAt = millis.getAsLong() - STATUS_MILLIS;
        this.shownAt = printedAt;
        this.interrupts = new InterruptPolicy(millis);
        ChatLineReader.measure(terminal);
    }

    @Override
    public void open(Listener above) {
        floor = Optional.of(above);
    }

    @Override
    public void startInput(int limit) {
        listening = true;
        early.forEach(floor.orElseThrow()::lineRead);
        early.clear();
    }

    @Override
    public void readMore(int lines) {
        // lines are bounded by how fast they are taken from the editor, see heard
    }

    @Override
    public void print(List<String> lines) {
        waiting.addAll(lines);
        due(printedAt + BATCH_MILLIS);
    }

    @Override
    public void printError(Explanation explanation) {
        print(ErrorRenderer.lines(explanation, look));
    }

    @Override
    public void clear() {
        waiting.clear();
        waiting.add(CLEAR);
        due(printedAt);
    }

    @Override
    public void update(LiveView live) {
        boolean sameMessages = now.filter(before -> before.sending().equals(live.sending())
                        && before.coming().equals(live.coming()))
                .isPresent();
        NetworkName network = live.facts().network();
        boolean elsewhere = !now.map(before -> before.facts().network()).equals(Optional.of(network));
        now = Optional.of(live);
        typing.completion().setNames(live.names());
        if (editor.isEmpty() && !hushed) {
            shown = region();
            editor = Optional.of(LineEditor.start(
                    terminal,
                    shown,
                    typing,
                    network,
                    heard -> floor.orElseThrow().schedule(Duration.ZERO, () -> heard(heard))));
        } else if (elsewhere) {
            editor.ifPresent(line -> line.follow(network));
        }
        if (!region().equals(shown)) {
            due(sameMessages ? shownAt + STATUS_MILLIS : printedAt + BATCH_MILLIS);
        }
    }

    @Override
    public void showNoNetwork() {
        now.map(LiveView::left).filter(left -> !now.equals(Optional.of(left))).ifPresent(this::update);
    }

    @Override
    public void setNetworks(Collection<NetworkName> known) {
        typing.completion().setNetworks(known);
    }

    @Override
    public void setReferences(MessageReferences shown) {
        typing.completion().setReferences(shown);
    }

    @Override
    public void restoreInput(String text) {
        editor.ifPresent(line -> line.giveBack(text));
    }

    @Override
    public void prefill(String line) {
        restoreInput(line);
    }

    @Override
    public void confirm(String question, String line) {
        entry = entry.asking(question + " [y]es [n]o ", line);
        due(printedAt);
    }

    @Override
    public void forget(NetworkName network, List<String> texts) {
        editor.ifPresent(line -> line.forget(network, texts));
    }

    @Override
    public void stopInput() {
        if (!hushed) {
            flush();
            hushed = true;
            editor.ifPresent(LineEditor::finish);
        }
    }

    @Override
    public void close() {
        stopInput();
        flush();
        editor.ifPresent(line -> line.remember(entry.incomplete()));
        editor.ifPresent(LineEditor::close);
        try {
            terminal.close();
        } catch (IOException e) {
            LOG.debug("the terminal is gone", e);
        }
    }

    private void heard(Input heard) {
        if (heard instanceof Input.Entered entered) {
            editor.ifPresent(LineEditor::resume);
            take(entry.lineEntered(entered.text(), millis.getAsLong(), entered.more()));
        } else if (heard instanceof Input.Interrupted interrupted) {
            interrupted(interrupted.empty());
        } else if (heard instanceof Input.Resized) {
            shown = region();
            editor.ifPresent(line -> line.prompt(shown));
        } else if (heard instanceof Input.Ended) {
            report(new InputLine.End());
        } else {
            throw new AssertionError("nothing is done for " + heard);
        }
    }

    private void interrupted(boolean empty) {
        InterruptPolicy.Action meaning = interrupts.pressed(empty);
        if (hushed) {
            floor.orElseThrow().skipDrain();
        } else if (entry.asked().isPresent()) {
            take(entry.lineEntered("n", millis.getAsLong(), false));
        } else if (meaning == InterruptPolicy.Action.LEAVE) {
            report(new InputLine.End());
        } else if (meaning == InterruptPolicy.Action.HINT) {
            print(List.of(look.dim(InterruptPolicy.HINT)));
        }
    }

    private void take(PasteDetector.Step taken) {
        boolean asked = entry.asked().isPresent();
        entry = taken.next();
        if (entry.asked().isEmpty()) {
            editor.ifPresent(LineEditor::askNoMore);
        }
        for (PasteDetector.Action deed : taken.actions()) {
            if (deed instanceof PasteDetector.Action.Submit submit) {
                number++;
                report(new InputLine.Text(number, submit.text()));
            } else if (deed instanceof PasteDetector.Action.Remember remember) {
                editor.ifPresent(line -> line.remember(remember.text()));
            } else if (deed instanceof PasteDetector.Action.Wait wait) {
                floor.orElseThrow().schedule(wait.time(), () -> take(entry.timePassed(millis.getAsLong())));
            } else if (deed instanceof PasteDetector.Action.RestoreInput giveBack) {
                restoreInput(giveBack.text());
            } else {
                throw new AssertionError("nothing is done for " + deed);
            }
        }
        if (asked != entry.asked().isPresent()) {
            due(printedAt);
        }
    }

    private void report(InputLine line) {
        boolean goodbye = line instanceof InputLine.End; // also before anybody listens
        if (listening || goodbye) {
            floor.orElseThrow().lineRead(line);
        } else {
            early.add(line);
        }
    }

    /** Sees to it that what waits is written at this time, or at once if that is past. */
    private void due(long time) {
        long at = millis.getAsLong();
        if (time <= at) {
            flush();
        } else if (time < flushAt) {
            flushAt = time;
            floor.orElseThrow().schedule(Duration.ofMillis(time - at), this::flushIfDue);
        }
    }

    private void flushIfDue() {
        if (flushAt <= millis.getAsLong()) {
            flush();
        }
    }

    private void flush() {
        flushAt = Long.MAX_VALUE;
        String next = region();
        if (entry.asked().isPresent()) {
            editor.ifPresent(line -> line.ask(entry.answers(), next));
        }
        if (!waiting.isEmpty()) {
            String text = String.join("\n", waiting) + "\n";
            waiting.clear();
            printedAt = millis.getAsLong();
            if (editor.isPresent()) {
                editor.get().print(text, next);
            } else {
                terminal.writer().print(text);
                terminal.flush();
            }
        } else if (!next.equals(shown)) {
            editor.ifPresent(line -> line.redraw(next));
        } else {
            return;
        }
        shown = next;
        shownAt = millis.getAsLong();
    }

    private String region() {
        return hushed || now.isEmpty()
                ? ""
                : LiveRegion.prompt(now.get(), entry.question(), terminal.getWidth(), terminal.getHeight(), look);
    }
}
