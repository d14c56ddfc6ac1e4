package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;

/** Whole sentences with a label in front, for those who listen: no signs, no codes, nothing said by place or colour. */
public record ScreenReaderStyle() implements MessageStyle {

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
        String to = line.to().replace(" → ", " to ");
        String who = line.own()
                ? "you" + to
                : (line.old() ? "earlier message from " : "message from ") + line.who() + to + " at " + line.time();
        String end = line.own() ? line.mark().text() : "";
        String late = line.late()
                .map(found -> ", " + found.words().replaceFirst("^late: ", "late, "))
                .orElse("");
        if (line.amends().filter(Amends::deletes).isPresent()) {
            String by = line.own() ? "you" : line.who() + " at " + line.time() + late;
            return sentences(by + " deleted " + line.amends().get().which(), ".", end);
        }
        String instead = line.amends()
                .map(amends -> amends.which().isEmpty() ? ", edited" : ", instead of " + amends.which())
                .orElse("");
        return sentences(who + late + instead + ": ", line.text(), end);
    }

    @Override
    public String notice(NoticeIcon sign, String words) {
        return "notice: " + words(words) + (words.endsWith(".") ? "" : ".");
    }

    @Override
    public String words(String text) {
        return text.replace(" ★ ", ", ").replace(" · ", ", ").replace("…", "");
    }

    @Override
    public String note(String words) {
        return notice(NoticeIcon.CONNECTED, words);
    }

    @Override
    public String earlier(NetworkEvent.Replayed history) {
        String much = EventText.replayed(history, Long::toString);
        return note(EventText.isAll(history) ? much : much + "; /history reads more");
    }

    @Override
    public String rule(String words) {
        return note(words);
    }

    @Override
    public Mark mark(Optional<NetworkEvent.Delivery> known, MemberNames names) {
        if (known.isEmpty()) {
            return new Mark("still sending.", Tone.WAITING);
        }
        NetworkEvent.Delivery delivery = known.get();
        int have = DeliveryMarks.have(delivery);
        int all = DeliveryMarks.all(delivery);
        if (all == 0) {
            return new Mark("only you are here.", Tone.GOOD);
        }
        List<String> parts = new ArrayList<>();
        if (have == all) {
            parts.add("delivered to " + (all == 1 ? "the other one" : "all " + all));
        } else if (have == 0 && delivery.failed().isEmpty()) {
            parts.add("queued, nobody can be reached");
        } else {
            parts.add("delivered to " + have + " of " + all);
        }
        if (!delivery.relayed().isEmpty()) {
            parts.add(names.of(delivery.relayed()) + " through " + DeliveryMarks.via(delivery, names));
        }
        DeliveryMarks.add(parts, names, delivery.slow(), "slow: %s");
        DeliveryMarks.add(parts, names, delivery.dropped(), "not delivered to %s");
        DeliveryMarks.add(parts, names, delivery.refused(), "refused by %s");
        return new Mark(String.join(", ", parts) + ".", DeliveryMarks.tone(delivery));
    }

    private static List<String> sentences(String label, String text, String end) {
        boolean open =
                !end.isEmpty() && !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
        String whole = label + text + (end.isEmpty() ? "" : (open ? ". " : " ") + end);
        return List.of(whole.split("\n", -1));
    }
}
