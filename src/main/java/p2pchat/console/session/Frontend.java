package p2pchat.console.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.LiveView;
import p2pchat.model.NetworkName;

/**
 * A terminal or a pair of streams: reads lines and shows what happens. The session calls it from its own thread, which
 * is the only one that writes.
 */
public interface Frontend {

    /** Escape codes that clear a screen. */
    String CLEAR = "\u001b[H\u001b[2J";

    /** The session behind a frontend. May be called from any thread. */
    interface Listener {

        /** Reports a line. {@link InputLine.End} is the last. */
        void lineRead(InputLine line);

        /** Runs work on the session's thread after a delay. */
        void schedule(Duration delay, Runnable work);

        /** The user does not want to wait for the last deliveries. */
        void skipDrain();
    }

    /** Opens the frontend. It reports no line yet. */
    void open(Listener listener);

    /** Starts to report lines of at most {@code maxLineBytes}. */
    void startInput(int maxLineBytes);

    /** Allows this many more lines to be read. */
    void readMore(int lines);

    void print(List<String> lines) throws IOException;

    void printError(Explanation explanation) throws IOException;

    /** Updates the status of the network that is shown, if the frontend has a place for it. */
    default void update(LiveView view) {}

    /** The session is in no network any more. */
    default void showNoNetwork() {}

    /** Sets the network names that completion offers. */
    default void setNetworks(Collection<NetworkName> names) {}

    /** Sets the messages that completion offers. */
    default void setReferences(MessageReferences references) {}

    /** Puts text that was refused back into the input. */
    default void restoreInput(String text) {}

    /** Puts a line into the input for editing, or prints it if there is no such input. */
    default void prefill(String line) throws IOException {
        print(List.of("edit this line and enter it:", line));
    }

    /**
     * Asks a yes-or-no question. Yes enters the line; without a way to ask, the user enters it.
     *
     * @param effect what happens then; may be empty
     */
    default void confirm(String question, String effect, String line) throws IOException {
        print(List.of(question + (effect.isEmpty() ? "" : " " + effect) + " To confirm, enter:", line));
    }

    /** Removes the texts of deleted messages from the input history of a network. */
    default void forget(NetworkName network, List<String> texts) {}

    /** Clears the screen but not the scrollback. */
    void clear() throws IOException;

    /** Stops asking for input. */
    default void stopInput() {}

    /** Leaves the terminal as it was before. */
    void close();

    /** Writes lines in UTF-8 and flushes. */
    static void write(OutputStream to, List<String> lines) throws IOException {
        to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
