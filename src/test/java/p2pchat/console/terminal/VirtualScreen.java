package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminalOutputStream.DelegateOutputStream;

/** A terminal without a window: tests type keys and read the screen and its scrollback. */
final class VirtualScreen {

    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private final ScreenTerminal screen;
    private final LineDisciplineTerminal terminal;
    private volatile Runnable afterOutput = () -> {};

    VirtualScreen(int columns, int rows) throws IOException {
        DelegateOutputStream output = new DelegateOutputStream();
        this.screen = new ScreenTerminal(columns, rows);
        this.terminal = new LineDisciplineTerminal("test", "screen-256color", output, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(columns, rows));
        terminal.setGraphemeClusterMode(false, true);
        ScreenTerminal.wireTerminal(screen, terminal, output, () -> afterOutput.run());
    }

    Terminal terminal() {
        return terminal;
    }

    /** Runs work on the thread that writes, after everything it writes at once. */
    void afterOutput(Runnable work) {
        afterOutput = work;
    }

    void type(String keys) {
        try {
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the scrollback and the screen without trailing blanks. */
    List<String> lines() {
        synchronized (screen) {
            List<String> lines = new ArrayList<>();
            for (long[] row : screen.getHistory()) {
                StringBuilder line = new StringBuilder();
                for (long cell : row) {
                    int c = ScreenTerminal.cellCodePoint(cell);
                    if (c != 0) {
                        line.appendCodePoint(c);
                    }
                }
                lines.add(line.toString().stripTrailing());
            }
            screen.toString().lines().map(String::stripTrailing).forEach(lines::add);
            while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
                lines.remove(lines.size() - 1);
            }
            return lines;
        }
    }

    String last() {
        List<String> lines = lines();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** Waits until the lines fit. */
    List<String> until(Predicate<List<String>> wanted) throws InterruptedException {
        long start = System.nanoTime();
        List<String> lines = lines();
        while (!wanted.test(lines) && System.nanoTime() - start < PATIENCE_NANOS) {
            screen.waitDirty(20);
            lines = lines();
        }
        assertThat(wanted.test(lines))
                .as("within fifteen seconds, not %s", lines)
                .isTrue();
        return lines;
    }

    List<String> untilShown(String text) throws InterruptedException {
        return until(lines -> lines.stream().anyMatch(line -> line.contains(text)));
    }

    List<String> untilLast(String line) throws InterruptedException {
        return until(lines -> !lines.isEmpty() && lines.get(lines.size() - 1).equals(line));
    }
}
