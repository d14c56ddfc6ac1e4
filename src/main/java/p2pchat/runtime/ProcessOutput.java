package p2pchat.runtime;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints the results and messages of a command outside a conversation. */
public final class ProcessOutput {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private ProcessOutput() {}

    /** Prints the result of a command to the standard output. */
    public static void print(List<String> lines) {
        byte[] text = (lines.isEmpty() ? "" : String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        OUT.write(text, 0, text.length);
        OUT.flush();
    }

    /** Prints a message to the standard error. */
    public static void say(String sentence) {
        StartupNotice.HERE.erase();
        ERR.println(sentence);
    }
}
