package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.Session;

/**
 * A terminal where somebody sits and no escape code may be written: lines in, lines out, and a prompt that is never
 * drawn again. What comes in while somebody types stands between what they typed; the terminal itself edits the line.
 */
final class LineTerminal implements Frontend {

    /** Stands where one may type. */
    static final String PROMPT = "> ";

    static final String ANNOUNCEMENT = "what others say may come between what you type: go on, it is sent whole";

    private final Session.Streams streams;
    private final StreamFrontend lines;
    private final InterruptPolicy interrupts;
    private final Consumer<Runnable> signals;
    private Optional<Listener> floor = Optional.empty();
    private boolean prompted;
    private boolean hushed;

    /**
     * A desk at a terminal.
     *
     * @param credit how many lines may be under way
     * @param signals is given what to do at each Ctrl-C
     * @param millis a clock that never goes back
     */
    LineTerminal(Session.Streams streams, int credit, Consumer<Runnable> signals, LongSupplier millis) {
        this.streams = streams;
        this.lines = new StreamFrontend(streams, credit, Theme.MONO);
        this.signals = signals;
        this.interrupts = new InterruptPolicy(millis);
    }

    @Override
    public void open(Listener above) {
        floor = Optional.of(above);
        lines.open(new Listener() {
            @Override
            public void lineRead(InputLine line) {
                boolean goodbye = line instanceof InputLine.End;
                above.schedule(Duration.ZERO, () -> entered(goodbye));
                above.lineRead(line);
                above.schedule(Duration.ZERO, LineTerminal.this::prompt);
            }

            @Override
            public void schedule(Duration time, Runnable work) {
                above.schedule(time, work);
            }

            @Override
            public void skipDrain() {
                above.skipDrain();
            }
        });
        signals.accept(() -> above.schedule(Duration.ZERO, this::interrupted));
    }

    @Override
    public void startInput(int limit) {
        try {
            print(List.of(ANNOUNCEMENT));
        } catch (IOException e) {
            floor.orElseThrow().lineRead(new InputLine.End()); // nobody is there to read it
        }
        lines.startInput(limit);
        prompt();
    }

    @Override
    public void readMore(int count) {
        lines.readMore(count);
    }

    @Override
    public void print(List<String> text) throws IOException {
        lineOfItsOwn();
        lines.print(text);
    }

    @Override
    public void printError(Explanation explanation) throws IOException {
        lineOfItsOwn();
        lines.printError(explanation);
    }

    @Override
    public void clear() throws IOException {
        print(List.of("nothing is cleared: that takes a code that this screen is not sent"));
    }

    @Override
    public void stopInput() {
        hushed = true;
    }

    @Override
    public void close() {
        hushed = true;
        lines.close();
    }

    /** Enter was pressed: the terminal has gone to the next line, but for Ctrl-D. */
    private void entered(boolean goodbye) {
        prompted &= goodbye;
        hushed |= goodbye;
    }

    private void lineOfItsOwn() throws IOException {
        if (prompted) {
            prompted = false;
            write("\n");
        }
    }

    private void prompt() {
        if (!prompted && !hushed) {
            try {
                write(PROMPT);
                prompted = true;
            } catch (IOException e) {
                hushed = true; // whatever is printed next finds out, too
            }
        }
    }

    private void interrupted() {
        try {
            if (hushed) {
                floor.orElseThrow().skipDrain();
            } else if (interrupts.pressed(true) == InterruptPolicy.Action.LEAVE) {
                floor.orElseThrow().lineRead(new InputLine.End());
            } else { // what was typed is gone, which the terminal decides and not we
                prompted = true;
                print(List.of(InterruptPolicy.HINT));
                prompt();
            }
        } catch (IOException e) {
            floor.orElseThrow().lineRead(new InputLine.End());
        }
    }

    private void write(String text) throws IOException {
        streams.out().write(text.getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }
}
