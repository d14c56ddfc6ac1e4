package p2pchat.runtime;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.terminal.TerminalDetection;
import p2pchat.console.text.TextWrap;

/** Prints the results and messages of a command outside a conversation. */
public final class ProcessOutput {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private ProcessOutput() {}

    /** Prints the result of a command to the standard output; for people, wrapped to the width of their terminal. */
    public static void print(List<String> lines, OutputFormat output) {
        int columns = output == OutputFormat.HUMAN ? TerminalDetection.outputColumns() : 0;
        List<String> rows = TextWrap.wrap(lines, columns, true);
        byte[] text = (rows.isEmpty() ? "" : String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8);
        OUT.write(text, 0, text.length);
        OUT.flush();
    }

    /** Prints a message to the standard error. */
    public static void say(String sentence) {
        StartupNotice.HERE.erase();
        TextWrap.wrap(List.of(sentence), TerminalDetection.errorColumns(), true).forEach(ERR::println);
    }
}
