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
 * What a person reads within a tenth of a second, while nearly everything has still to be loaded: they pass, and give way
 * to whatever is written next. This class loads next to nothing itself, and must stay so.
 */
public final class StartupNotice {

    /** Those of this process. */
    public static final StartupNotice HERE = new StartupNotice(new FileOutputStream(FileDescriptor.out));

    private static final String WORDS = "finding the directory...";

    private final OutputStream terminal;
    private boolean standing;

    StartupNotice(OutputStream terminal) {
        this.terminal = terminal;
    }

    /** Whether somebody waits for a console, as far as can be told without understanding the command line. */
    public static boolean fit(List<String> arguments, Map<String, String> environment) {
        return !arguments.isEmpty()
                && arguments.get(0).equals("node")
                && arguments.stream().noneMatch(StartupNotice::asksForSomethingElse)
                && environment.getOrDefault("P2PCHAT_OUTPUT", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static boolean asksForSomethingElse(String word) {
        return word.equals("-h")
                || word.equals("--help")
                || (word.startsWith("-o") && !word.startsWith("--"))
                || word.startsWith("--output");
    }

    /** Writes them, without a line's end. */
    public synchronized void say() {
        standing = true;
        write(WORDS);
    }

    /** Takes them back, without a code that some terminal might not know. Does nothing where nothing stands. */
    public synchronized void wipe() {
        if (standing) {
            standing = false;
            write("\r" + " ".repeat(WORDS.length()) + "\r");
        }
    }

    /** The stream, before whose first word these are taken back. */
    public OutputStream before(OutputStream next) {
        return new FilterOutputStream(next) {
            @Override
            public void write(int b) throws IOException {
                wipe();
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                wipe();
                out.write(bytes, from, length);
            }
        };
    }

    private void write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.US_ASCII));
            terminal.flush();
        } catch (IOException e) {
            standing = false; // nobody reads it; what is written next finds that out too
        }
    }
}
