package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import p2pchat.console.text.TextWrap;

/**
 * Decides when an inline terminal is written: lines of one frame at once, status changes at most four times a second.
 */
final class ScreenUpdates {

    private static final long FRAME_MILLIS = 16;

    private static final long STATUS_MILLIS = 250;

    /** The region below the scrollback, and the keys that answer the question in it, if there is one. */
    record Prompt(String text, String answerKeys) {}

    private final Terminal terminal;
    private final LongSupplier millis;
    private final Supplier<Prompt> prompt;
    private final BiConsumer<Duration, Runnable> scheduler;
    private final List<String> waiting = new ArrayList<>();
    private Optional<ChatLineReader> line = Optional.empty();
    private String shownPrompt = "";
    private long printedAt;
    private long shownAt;
    private long flushAt = Long.MAX_VALUE;

    /**
     * @param millis a monotonic clock
     * @param prompt returns the prompt for the present state
     * @param scheduler runs work on the session's thread after a delay
     */
    ScreenUpdates(
            Terminal terminal, LongSupplier millis, Supplier<Prompt> prompt, BiConsumer<Duration, Runnable> scheduler) {
        this.terminal = terminal;
        this.millis = millis;
        this.prompt = prompt;
        this.scheduler = scheduler;
        this.printedAt = millis.getAsLong() - STATUS_MILLIS;
        this.shownAt = printedAt;
    }

    /** The line reader shows this prompt from now on. */
    void attach(ChatLineReader reader, String initialPrompt) {
        line = Optional.of(reader);
        shownPrompt = initialPrompt;
    }

    void print(List<String> lines) {
        waiting.addAll(lines);
        flushAt(printedAt + FRAME_MILLIS);
    }

    /** Prints these lines in place of all that wait, at once. */
    void replace(List<String> lines) {
        waiting.clear();
        waiting.addAll(lines);
        flush();
    }

    /** @param onlyStatus whether only the status line differs, which is not urgent */
    void promptChanged(boolean onlyStatus) {
        if (!prompt.get().text().equals(shownPrompt)) {
            flushAt(onlyStatus ? shownAt + STATUS_MILLIS : printedAt + FRAME_MILLIS);
        }
    }

    /** Sets the prompt for the new size. It is drawn with the next change, because the terminal is still wrapping its lines. */
    void resized() {
        shownPrompt = prompt.get().text();
        line.ifPresent(reader -> reader.prompt(shownPrompt));
    }

    void flush() {
        flushAt = Long.MAX_VALUE;
        Prompt next = prompt.get();
        if (next.answerKeys().isEmpty()) {
            line.ifPresent(reader -> reader.withdrawQuestion(next.text()));
        } else {
            line.ifPresent(reader -> reader.ask(next.answerKeys(), next.text()));
        }
        if (!waiting.isEmpty()) {
            String text = String.join("\n", TextWrap.wrap(waiting, terminal.getWidth(), true)) + "\n";
            waiting.clear();
            printedAt = millis.getAsLong();
            if (line.isPresent()) {
                line.get().printAbove(text, next.text());
            } else {
                terminal.writer().print(text);
                terminal.flush();
            }
        } else if (!next.text().equals(shownPrompt)) {
            line.ifPresent(reader -> reader.redraw(next.text()));
        } else {
            return;
        }
        shownPrompt = next.text();
        shownAt = millis.getAsLong();
    }

    private void flushAt(long time) {
        long now = millis.getAsLong();
        if (time <= now) {
            flush();
        } else if (time < flushAt) {
            flushAt = time;
            scheduler.accept(Duration.ofMillis(time - now), this::flushIfDue);
        }
    }

    private void flushIfDue() {
        if (flushAt <= millis.getAsLong()) {
            flush();
        }
    }
}
