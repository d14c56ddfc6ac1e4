package p2pchat.console.terminal;

import java.io.IOException;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which streams of this process are terminals. Whoever asks waits until native code is loaded. */
public final class TerminalDetection {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalDetection.class);

    private TerminalDetection() {}

    /** Whether somebody sees what goes wrong. */
    public static boolean errorIsTerminal() {
        return is(SystemStream.Error);
    }

    /** Whether somebody types and sees, wherever the output goes. */
    static boolean inputAndErrorAreTerminals() {
        return is(SystemStream.Input) && is(SystemStream.Error);
    }

    private static boolean is(SystemStream stream) {
        try {
            return TerminalProvider.load("jni").isSystemStream(stream);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("no terminal can be asked for here", e);
            return false;
        }
    }
}
