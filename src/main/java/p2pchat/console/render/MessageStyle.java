package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** How one thing that happened becomes lines for a person. What is worth a line, and when, is decided elsewhere. */
public sealed interface MessageStyle permits TerminalStyle, ScreenReaderStyle {

    /**
     * A message to show.
     *
     * @param repeated whether the line above shows the same time
     * @param hue of the author, for a colour that stays; below {@link #hues}
     * @param to what follows the name of a message that is not for everyone
     * @param mark how far it has come; empty for what others wrote
     * @param old whether it was said before we came
     * @param amends what it does to an earlier message, if it does
     * @param late that it does not stand where it was written, if it does not
     * @param mention whether it speaks to whoever sits here
     */
    record Line(
            String time,
            boolean repeated,
            String who,
            int hue,
            boolean own,
            String to,
            String text,
            Mark mark,
            boolean old,
            Optional<Amends> amends,
            Optional<HistoryGaps.Late> late,
            boolean mention) {}

    /**
     * A text that stands in place of an earlier one, or of nothing any more.
     *
     * @param which the earlier one in words; empty where the text itself was edited before it came to this screen
     */
    record Amends(boolean deletes, String which) {}

    /** How far a message has come: in words, and whether that is what everybody hopes for. */
    record Mark(String text, Tone tone) {
        static final Mark NONE = new Mark("", Tone.GOOD);
    }

    enum Tone {
        GOOD,
        WAITING,
        BAD
    }

    /** Whether a live region tells what passes. */
    boolean live();

    /** How many colours names may have; 1 where they have none. */
    int hues();

    List<String> message(Line line);

    String notice(NoticeIcon sign, String words);

    /** Our own words for what was asked; never for what others wrote. */
    String words(String text);

    /** A notice that carries no sign. */
    String note(String words);

    /**
     * What to do first, for whoever is new here.
     *
     * @param alone whether nobody else is there to talk to
     */
    default List<String> hints(NetworkName network, boolean alone) {
        return List.of();
    }

    /** The same for whoever was told what to do first in this network. */
    default MessageStyle knowing(NetworkName network) {
        return this;
    }

    /** How much history follows, and how to read the rest. */
    String earlier(NetworkEvent.Replayed history);

    /** A line across, for what lies between what was and what is. */
    String rule(String words);

    Mark mark(Optional<NetworkEvent.Delivery> known, MemberNames names);
}
