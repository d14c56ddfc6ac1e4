package p2pchat.console.terminal;

import java.io.IOException;
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

    private static boolean is(SystemStream stream) {
        try {
            return TerminalProvider.load("jni").isSystemStream(stream);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("cannot detect terminals", e);
            return false;
        }
    }
}
