package p2pchat.console.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import p2pchat.console.input.InputLine;

/**
 * Reads lines of UTF-8 from a stream. Bounds the memory of a line, and how many lines are read before
 * {@link #readMore}.
 *
 * <p>Threading: reads on a daemon thread of its own, because a read from a terminal or pipe cannot be interrupted, and
 * calls the sink there. {@code readMore} and {@code close} may be called from any thread.
 */
public final class LineInput implements AutoCloseable {

    private final InputStream in;
    private final int limit;
    private final Semaphore credit;
    private final Consumer<InputLine> sink;
    private final Thread thread;
    private volatile boolean closed;

    // read but not part of a line yet; used by the reading thread only
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
     * @param limit the length of the longest line in bytes
     * @param credit how many lines may be read before {@link #readMore}
     */
    static LineInput start(InputStream in, int limit, int credit, Consumer<InputLine> sink) {
        LineInput input = new LineInput(in, limit, credit, sink);
        input.thread.start();
        return input;
    }

    void readMore(int lines) {
        credit.release(lines);
    }

    /** Reports nothing more. A blocked read is left alone; it does not keep the process alive. */
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
                report(line);
                credit.acquire();
            }
            report(new InputLine.End());
        } catch (IOException e) {
            report(new InputLine.End());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void report(InputLine line) {
        if (!closed) {
            sink.accept(line);
        }
    }

    private InputLine next(long number) throws IOException {
        if (!hasMore()) {
            return new InputLine.End();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        boolean ended = false;
        while (!ended && hasMore()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            tooLong |= at - from > limit + 1 - bytes.size(); // one more for a CR before the LF
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

    private boolean hasMore() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at < end;
    }
}
