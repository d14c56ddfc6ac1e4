package p2pchat.console.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import p2pchat.console.input.InputLine;

/**
 * Reads lines of UTF-8 from a stream and reports them one by one. No line takes more memory than its limit, and no more
 * lines are read than there is credit for: {@link #readMore} gives back what a line took.
 *
 * <p>Threading: reads on a daemon thread of its own, since a read from a terminal or pipe cannot be interrupted, and
 * calls the sink there. {@code resume} and {@code close} may be called from any thread.
 */
public final class LineInput implements AutoCloseable {

    private final InputStream in;
    private final int limit;
    private final Semaphore credit;
    private final Consumer<InputLine> sink;
    private final Thread thread;
    private volatile boolean closed;

    // read, and not yet part of a line; touched by the thread only
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    private LineInput(InputStream in, int limit, int credit, Consumer<InputLine> sink) {
        this.in = in;
        this.limit = limit;
        this.credit = new Semaphore(credit);
        this.sink = sink;
        this.thread = new Thread(this::read, "line-input");
        this.thread.setDaemon(true);
    }

    /**
     * Begins to read.
     *
     * @param limit how many bytes a line may have
     * @param credit how many lines may be under way
     */
    static LineInput start(InputStream in, int limit, int credit, Consumer<InputLine> sink) {
        LineInput input = new LineInput(in, limit, credit, sink);
        input.thread.start();
        return input;
    }

    /** So many lines are done with. */
    void readMore(int lines) {
        credit.release(lines);
    }

    /** Reports nothing more. A read under way is left alone; its thread keeps nobody alive. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void read() {
        try {
            long number = 1;
            credit.acquire();
            for (InputLine line = next(number); !(line instanceof InputLine.End); line = next(++number)) {
                tell(line);
                credit.acquire();
            }
            tell(new InputLine.End());
        } catch (IOException e) {
            tell(new InputLine.End());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: the thread ends
        }
    }

    private void tell(InputLine line) {
        if (!closed) {
            sink.accept(line);
        }
    }

    private InputLine next(long number) throws IOException {
        if (!more()) {
            return new InputLine.End();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        boolean ended = false;
        while (!ended && more()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            tooLong |= at - from > limit + 1 - bytes.size(); // one more for the CR of a CR LF
            if (!tooLong) {
                bytes.write(buffer, from, at - from);
            }
            ended = at < end;
            at += ended ? 1 : 0;
        }
        byte[] line = bytes.toByteArray();
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return tooLong || length > limit
                ? new InputLine.TooLong(number)
                : new InputLine.Text(number, new String(line, 0, length, StandardCharsets.UTF_8));
    }

    /** Whether there is another byte. */
    private boolean more() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at < end;
    }
}
