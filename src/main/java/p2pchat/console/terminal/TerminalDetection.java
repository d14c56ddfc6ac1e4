package p2pchat.console.terminal;

import java.io.IOException;
import java.util.function.Function;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects which standard streams are terminals. Loads native code, which takes a while. */
public final class TerminalDetection {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalDetection.class);

    private TerminalDetection() {}

    public static boolean errorIsTerminal() {
        return is(SystemStream.Error);
    }

    public static boolean outputIsTerminal() {
        return is(SystemStream.Output);
    }

    static boolean inputAndErrorAreTerminals() {
        return is(SystemStream.Input) && is(SystemStream.Error);
    }

    /** Returns the width of the terminal at the standard output; 0 if there is none or its width is unknown. */
    public static int outputColumns() {
        return columns(SystemStream.Output);
    }

    /** Returns the width of the terminal at the standard error; 0 if there is none or its width is unknown. */
    public static int errorColumns() {
        return columns(SystemStream.Error);
    }

    private static int columns(SystemStream stream) {
        return is(stream) ? detected(provider -> Math.max(0, provider.systemStreamWidth(stream)), 0) : 0;
    }

    private static boolean is(SystemStream stream) {
        return detected(provider -> provider.isSystemStream(stream), false);
    }

    private static <T> T detected(Function<TerminalProvider, T> query, T otherwise) {
        try {
            return query.apply(TerminalProvider.load("jni"));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("cannot detect terminals", e);
            return otherwise;
        }
    }
}
