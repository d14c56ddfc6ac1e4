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
 * Where a conversation is held: what is read comes from here, what happens is shown here. Everything is called on the
 * session's thread, which is the only one that writes.
 */
public interface Frontend {

    /** What clears a screen. */
    String CLEAR = "\u001b[H\u001b[2J";

    /** What a desk needs of its session. May be called from any thread. */
    interface Listener {

        /** Something was read. The last is {@link InputLine.End}. */
        void lineRead(InputLine line);

        /** Runs the work on the session's thread after this time. */
        void schedule(Duration time, Runnable work);

        /** Whoever leaves already wants no more to be waited for. */
        void skipDrain();
    }

    /** Opens the desk. Nothing is reported as heard yet. */
    void open(Listener floor);

    /**
     * Begins to report what is read.
     *
     * @param limit how many bytes a line may have
     */
    void startInput(int limit);

    /** So many lines are done with; as many more may be read. */
    void readMore(int lines);

    void print(List<String> lines) throws IOException;

    void printError(Explanation explanation) throws IOException;

    /** What is so now; shown where there is a place for it. */
    default void update(LiveView now) {}

    /** No network is looked at any more. */
    default void showNoNetwork() {}

    /** The networks that may be named, for completion. */
    default void setNetworks(Collection<NetworkName> known) {}

    /** The messages that may be referred to, for completion. */
    default void setReferences(MessageReferences shown) {}

    /** What somebody said that was refused. Where somebody typed it, it goes back there. */
    default void restoreInput(String text) {}

    /** Puts a line where one types; where nothing can be put there, it is shown, to be typed. */
    default void prefill(String line) throws IOException {
        print(List.of("enter the new text in place of the old one:", line));
    }

    /** Asks for a yes, which stands for the line; where nothing can be asked, the line itself is the yes. */
    default void confirm(String question, String line) throws IOException {
        print(List.of(question + "if so, enter", line));
    }

    /** These texts are deleted: nothing of what was typed in the network may bring them back. */
    default void forget(NetworkName network, List<String> texts) {}

    /** Wipes what is seen, not what can be scrolled back to. */
    void clear() throws IOException;

    /** Nothing more will be asked of whoever types. */
    default void stopInput() {}

    /** Leaves things as they were found. */
    void close();

    /** Writes the lines in UTF-8, each with its end, and flushes. */
    static void write(OutputStream to, List<String> lines) throws IOException {
        to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
