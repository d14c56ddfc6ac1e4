package p2pchat.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The program in a separate process, with the Java options of this process.
 *
 * <p>Threading: a separate thread passes on each line of output with its time of arrival.
 */
final class NodeProcess implements AutoCloseable {

    private final Process process;
    private final CountDownLatch outputEnded = new CountDownLatch(1);

    private NodeProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the program.
     *
     * @param data folder for data, instead of the user's own
     * @param listener receives each line of output and its {@link System#nanoTime()}
     */
    static NodeProcess start(Path data, BiConsumer<String, Long> listener, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add(
                "-Dlogback.configurationFile=logback.xml"); // not that of the tests, which are in the class path too
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass(arguments[0])));
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

    private static String mainClass(String command) {
        return command.startsWith("bench-") ? Bench.class.getName() : "p2pchat.Main";
    }

    /** Parses a line of output. Returns an empty object if the line is not JSON. */
    static JsonObject parseEvent(String line) {
        return line.startsWith("{") ? JsonParser.parseString(line).getAsJsonObject() : new JsonObject();
    }

    private void read(BiConsumer<String, Long> listener) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                listener.accept(line, System.nanoTime());
            }
        } catch (IOException e) {
            listener.accept("", System.nanoTime()); // the process has ended
        } finally {
            outputEnded.countDown();
        }
    }

    void writeLine(String line) {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes to the input of the process. Blocks while the process does not read. */
    void write(byte[] input) {
        try {
            OutputStream stream = process.getOutputStream();
            stream.write(input);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes its input and waits for its end. Returns the exit code, or empty at the deadline. */
    Optional<Integer> closeInput(Duration deadline) {
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

    /** Waits until the process has ended and all of its output was passed on. Kills it at the deadline. */
    void awaitOutput(Duration deadline) {
        try {
            if (!outputEnded.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the CPU time used so far, with a resolution of about 10 ms. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Returns the most physical memory used so far (Linux). */
    long peakMemoryKib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    void freeze() {
        signal("STOP");
    }

    void resume() {
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

    private void awaitExit() {
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
