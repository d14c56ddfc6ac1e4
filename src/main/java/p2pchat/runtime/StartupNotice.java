package p2pchat.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Shows a notice as soon as the process starts, while most classes still load, and erases it before the next output.
 * Must load almost no classes itself.
 */
public final class StartupNotice {

    public static final StartupNotice HERE = new StartupNotice(new FileOutputStream(FileDescriptor.out));

    private static final String TEXT = "finding the directory...";

    private final OutputStream terminal;
    private boolean shown;

    StartupNotice(OutputStream terminal) {
        this.terminal = terminal;
    }

    /** Whether the command opens a console, judging by a few arguments without parsing the command line. */
    public static boolean applies(List<String> arguments, Map<String, String> environment) {
        return !arguments.isEmpty()
                && arguments.get(0).equals("node")
                && arguments.stream().noneMatch(StartupNotice::opensNoConsole)
                && environment.getOrDefault("P2PCHAT_OUTPUT", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static boolean opensNoConsole(String argument) {
        return argument.equals("-h")
                || argument.equals("--help")
                || (argument.startsWith("-o") && !argument.startsWith("--"))
                || argument.startsWith("--output");
    }

    /** Writes the notice without a line break. */
    public synchronized void show() {
        shown = true;
        write(TEXT);
    }

    /** Erases the notice, if shown, without control codes, which some terminals do not know. */
    public synchronized void erase() {
        if (shown) {
            shown = false;
            write("\r" + " ".repeat(TEXT.length()) + "\r");
        }
    }

    /** Returns a stream that erases the notice before its first output. */
    public OutputStream erasedBefore(OutputStream next) {
        return new FilterOutputStream(next) {
            @Override
            public void write(int b) throws IOException {
                erase();
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                erase();
                out.write(bytes, from, length);
            }
        };
    }

    private void write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.US_ASCII));
            terminal.flush();
        } catch (IOException e) {
            shown = false; // the output is closed, which the next write reports
        }
    }
}
