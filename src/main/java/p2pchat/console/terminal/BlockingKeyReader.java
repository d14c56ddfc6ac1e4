package p2pchat.console.terminal;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jline.keymap.BindingReader;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.jni.JniUnixSysTerminal;
import org.jline.utils.NonBlockingInputStream;
import org.jline.utils.NonBlockingReader;

/**
 * Sleeps until a key is pressed. The library looks for one ten times a second instead, on each of its two threads: the
 * one that edits waits for the one that reads, which waits for the terminal.
 */
final class BlockingKeyReader {

    /** How long nobody looks. It ends nothing, for a key ends it, so it may be long. */
    private static final int LOOK_EVERY_MILLIS = 60_000;

    private static final int STANDARD_INPUT = 0;

    private final IntUnaryOperator poll;
    private volatile boolean ours = true;

    /** @param poll waits so many milliseconds for a key: above 0 when there is one, 0 when not, below where that failed */
    BlockingKeyReader(IntUnaryOperator poll) {
        this.poll = poll;
    }

    /** Of the terminal of this process; of another kind of terminal it changes nothing. */
    static BlockingKeyReader of(Terminal terminal) {
        BlockingKeyReader keyboard = new BlockingKeyReader(millis -> CLibrary.pollForInput(STANDARD_INPUT, millis));
        if (terminal instanceof JniUnixSysTerminal system && system.input() instanceof NonBlockingInputStream input) {
            input.setPollFunction(keyboard::awaitByte);
        }
        return keyboard;
    }

    /** From now on whatever is typed is meant for others, and no byte is taken from them. */
    void leave() {
        ours = false;
    }

    /** The same for the thread that reads, which was called to wait a shorter time. */
    int awaitByte(int millis) {
        if (ours) {
            int found = poll.applyAsInt(LOOK_EVERY_MILLIS);
            if (ours || found < 0) {
                return found;
            }
        }
        try {
            Thread.sleep(millis); // there may be one, so nothing else would
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /**
     * Waits for the first key of whatever comes next, on the thread that edits. It is not taken.
     *
     * @param line the lock of the line that is edited; others have it while this waits
     */
    static void awaitKey(BindingReader keys, ReentrantLock line) {
        if (!keys.getCurrentBuffer().isEmpty()) {
            return; // something was typed that is not worked off
        }
        boolean held = line.isHeldByCurrentThread();
        if (held) {
            line.unlock();
        }
        try {
            while (keys.peekCharacter(LOOK_EVERY_MILLIS) == NonBlockingReader.READ_EXPIRED) {}
        } finally {
            if (held) {
                line.lock();
            }
        }
    }
}
