package p2pchat.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A running process and the lines of its output.
 *
 * <p>Threading: two threads read the output; a waiting test checks its condition again after each line.
 */
public final class RunningProcess {

    /** Long enough for a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Milliseconds after which a condition is checked again, because it may depend on other processes. */
    private static final long RECHECK = 200;

    private final String name;
    private final Process process;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final List<String> all = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final long begun = System.nanoTime();
    private int open = 2;

    RunningProcess(String name, Process process, boolean outputRead) {
        this.name = name;
        this.process = process;
        if (outputRead) {
            read(process.getInputStream(), out, "");
        } else {
            open--;
        }
        read(process.getErrorStream(), err, "! ");
    }

    private void read(InputStream stream, List<String> lines, String mark) {
        Thread reader = new Thread(() -> readAll(stream, lines, mark), "output of " + name);
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    private void readAll(InputStream stream, List<String> lines, String mark) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                wrote(line, lines, mark);
            }
        } catch (IOException e) {
            wrote("[" + e.getMessage() + "]", new ArrayList<>(), "! "); // killed while writing
        } finally {
            closed();
        }
    }

    private synchronized void wrote(String line, List<String> lines, String mark) {
        lines.add(line);
        all.add("%7.3f %s%s".formatted((System.nanoTime() - begun) / 1e9, mark, line));
        notifyAll();
    }

    private synchronized void closed() {
        open--;
        notifyAll();
    }

    public Process process() {
        return process;
    }

    public synchronized List<String> out() {
        return List.copyOf(out);
    }

    public synchronized List<String> err() {
        return List.copyOf(err);
    }

    /** Returns all output with the seconds since the start, for the message of a failed test. */
    public synchronized String transcript() {
        String end = process.isAlive() ? "still runs" : "exit " + process.exitValue();
        return "---- " + name + " (pid " + process.pid() + ", " + end + ")\n" + String.join("\n", all) + "\n";
    }

    /** Waits until a query of the output returns a value. */
    public <T> T await(String what, Supplier<Optional<T>> query) {
        return await(what, PATIENCE, query);
    }

    public synchronized <T> T await(String what, Duration deadline, Supplier<Optional<T>> query) {
        long end = System.nanoTime() + deadline.toNanos();
        Optional<T> found = query.get();
        while (found.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || open == 0) {
                throw new AssertionError(name + ": " + what
                        + (open == 0
                                ? " did not happen before the process ended"
                                : " did not happen within " + deadline));
            }
            waitAtMost(Math.min(left, RECHECK));
            found = query.get();
        }
        return found.get();
    }

    /** Checks that a condition stays false for some time. */
    public synchronized void never(String what, Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            if (condition.getAsBoolean()) {
                throw new AssertionError(name + ": " + what);
            }
            waitAtMost(left);
        }
    }

    public String awaitErr(String part) {
        return await(
                "\"" + part + "\" on stderr",
                () -> err.stream().filter(line -> line.contains(part)).findFirst());
    }

    /** Waits for the end of the process and of its output. */
    public int exitCode() {
        return exitCode(PATIENCE);
    }

    public int exitCode(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " did not end within " + deadline);
            }
            for (Thread reader : readers) {
                reader.join(deadline.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of " + name, e);
        }
    }

    public void type(String lines) {
        try {
            OutputStream input = process.getOutputStream();
            input.write(lines.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code kill -9} and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal such as STOP, CONT, TERM or INT. */
    public void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -" + signal + " failed for " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while signalling " + name, e);
        }
    }

    private void waitAtMost(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }
}
