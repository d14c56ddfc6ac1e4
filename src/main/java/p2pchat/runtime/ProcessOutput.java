package p2pchat.runtime;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program says to the person who starts it, before or beside a conversation: never in the way of its output. */
public final class ProcessOutput {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private ProcessOutput() {}

    /** The result a command was called for. */
    public static void print(List<String> lines) {
        byte[] text = (lines.isEmpty() ? "" : String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        OUT.write(text, 0, text.length);
        OUT.flush();
    }

    public static void say(String sentence) {
        StartupNotice.HERE.wipe();
        ERR.println(sentence);
    }
}
