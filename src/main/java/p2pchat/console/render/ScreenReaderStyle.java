package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;

/** Labeled sentences for a screen reader: no symbols, no escape codes, no meaning in position or color. */
public record ScreenReaderStyle() implements MessageStyle {

    @Override
    public Punctuation punctuation() {
        return Punctuation.SPOKEN;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public int hues() {
        return 1;
    }

    @Override
    public List<String> message(Line line) {
        String at = line.author() + " at " + line.time();
        String late = line.late().map(remark -> ", " + remark).orElse("");
        boolean deletes = line.amends().filter(Amends::deletes).isPresent();
        String which = line.amends().map(Amends::which).orElse("");
        if (deletes) {
            return sentences((line.own() ? "you" : at) + late + " deleted " + which, ".", line.mark());
        }
        String label = line.own() ? "you" : (line.history() ? "earlier message from " : "message from ") + at;
        String edit = line.amends().isEmpty() ? "" : which.isEmpty() ? ", edited" : ", replacing " + which;
        return sentences(label + late + edit + ": ", line.text(), line.mark());
    }

    private static List<String> sentences(String label, String text, Mark mark) {
        boolean open = !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
        String end = mark.text().isEmpty() ? "" : (open ? ". " : " ") + mark.text();
        return List.of((label + text + end).split("\n", -1));
    }

    @Override
    public Mark mark(Optional<NetworkEvent.Delivery> delivery, MemberNames names) {
        return DeliveryMarks.SPOKEN.of(delivery, names);
    }

    @Override
    public String notice(NoticeIcon icon, String text) {
        return note(text);
    }

    @Override
    public String note(String text) {
        return "notice: " + text + (text.endsWith(".") ? "" : ".");
    }

    @Override
    public String historyBegins(NetworkEvent.Replayed history) {
        String count = EventText.replayed(history, Long::toString);
        return note(EventText.isComplete(history) ? count : count + "; /history shows more");
    }

    @Override
    public String historyEnds() {
        return note("end of earlier messages");
    }

    @Override
    public String rule(String text) {
        return note(text);
    }
}
