package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Turns events into lines for a person. {@link RenderPass} decides which events are worth a line, and when. */
public sealed interface MessageStyle permits TerminalStyle, ScreenReaderStyle {

    /**
     * A message to show.
     *
     * @param timeRepeated whether the line above shows the same time
     * @param hue index of the author's color, below {@link #hues}
     * @param mark the delivery status; empty for messages of other members
     * @param history whether it was sent before this node joined
     * @param amends what it does to an earlier message
     * @param late the remark on a message that arrived out of order, or of which two versions exist
     * @param mention whether it mentions this user
     */
    record Line(
            String time,
            boolean timeRepeated,
            String author,
            int hue,
            boolean own,
            String text,
            Mark mark,
            boolean history,
            Optional<Amends> amends,
            Optional<String> late,
            boolean mention) {}

    /** An edit or deletion of {@code which} message; empty if this is the edited message itself. */
    record Amends(boolean deletes, String which) {}

    /** A delivery status. */
    record Mark(String text, Tone tone) {
        static final Mark NONE = new Mark("", Tone.GOOD);
    }

    enum Tone {
        GOOD,
        WAITING,
        BAD
    }

    Punctuation punctuation();

    /** Returns whether a live region shows what is in progress, so that it need not be printed. */
    boolean live();

    /** Returns the number of colors for names; 1 if names have none. */
    int hues();

    List<String> message(Line line);

    Mark mark(Optional<NetworkEvent.Delivery> delivery, MemberNames names);

    String notice(NoticeIcon icon, String text);

    /** Returns a notice without an icon. */
    String note(String text);

    /** Returns the line for members that joined and left; empty if none did. */
    default Optional<String> joinsAndLeaves(JoinLeaveSummary summary) {
        return Optional.empty();
    }

    /** Returns what a new user can do first; depends on whether another member is present. */
    default List<String> hints(NetworkName network, boolean alone) {
        return List.of();
    }

    /** Returns the style for a user who has seen the hints. */
    default MessageStyle withoutHints() {
        return this;
    }

    /** Returns the line above replayed history. */
    String historyBegins(NetworkEvent.Replayed history);

    /** Returns the line between history and live messages. */
    String historyEnds();

    /** Returns a line that divides two parts, such as days. */
    String rule(String text);
}
