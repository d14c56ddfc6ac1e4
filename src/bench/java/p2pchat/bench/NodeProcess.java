package p2pchat.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The program in a process of its own, with the Java options that this process was started with.
 *
 * <p>Threading: lines of its output are handed over on a thread of its own, with the moment they came.
 */
final class NodeProcess implements AutoCloseable {

    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param data where homes lie, instead of the user's own
     * @param listener takes each line of its output and {@link System#nanoTime()}
     */
    static NodeProcess start(Path data, BiConsumer<String, Long> listener, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainOf(arguments[0])));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_DATA_HOME", data.toString());
        builder.environment().put("XDG_STATE_HOME", data.toString());
        try {
            NodeProcess started = new NodeProcess(builder.start());
            Thread reader = new Thread(() -> started.read(listener), "output of " + arguments[0]);
            reader.setDaemon(true);
            reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mainOf(String command) {
        return command.equals("bench-node") ? Bench.class.getName() : "p2pchat.Main";
    }

    /** A line of output as the event it is, or an empty object for one that is none. */
    static JsonObject event(String line) {
        return line.startsWith("{") ? JsonParser.parseString(line).getAsJsonObject() : new JsonObject();
    }

    private void read(BiConsumer<String, Long> listener) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                listener.accept(line, System.nanoTime());
            }
        } catch (IOException e) {
            listener.accept("", System.nanoTime()); // its output broke off with it
        }
    }

    void say(String line) {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Blocks while the process reads nothing. */
    void write(byte[] input) {
        try {
            OutputStream stream = process.getOutputStream();
            stream.write(input);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its input; returns its exit code once it has ended, or empty if it does not in time. */
    Optional<Integer> end(Duration deadline) {
        try {
            process.getOutputStream().close();
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has used of the processors so far, to about ten milliseconds. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void kill() {
        process.destroyForcibly();
        await();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    boolean alive() {
        return process.isAlive();
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
