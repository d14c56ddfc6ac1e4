package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import p2pchat.console.render.MessageStyle.Mark;
import p2pchat.console.render.MessageStyle.Tone;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;

/** The delivery status of a message in a few words: {@code ✓ via alice: dave}. */
record DeliveryMarks(Phrases phrases, Formats formats, Frame frame) {

    static final DeliveryMarks UNICODE = new DeliveryMarks(
            new Phrases("sending", "(you are alone)"),
            new Formats(
                    "queued",
                    "✓",
                    "✓",
                    "%d/%d",
                    " …",
                    "via %2$s: %1$s",
                    "… %s (slow)",
                    "✗ %s (dropped)",
                    "✗ %s (refused)"),
            new Frame("", " ", "", true));

    static final DeliveryMarks ASCII = new DeliveryMarks(
            new Phrases("[sending]", "(you are alone)"),
            new Formats("queued", "ok", "ok", "%d of %d", "", "%s via %s", "slow %s", "failed %s", "refused by %s"),
            new Frame("[", ", ", "]", true));

    static final DeliveryMarks SPOKEN = new DeliveryMarks(
            new Phrases("still sending.", "you are alone."),
            new Formats(
                    "queued, no member is reachable",
                    "delivered to the other member",
                    "delivered to all %d",
                    "delivered to %d of %d",
                    "",
                    "%s through %s",
                    "slow: %s",
                    "not delivered to %s",
                    "refused by %s"),
            new Frame("", ", ", ".", false));

    /** Delivery times up to this are not shown. */
    private static final Duration SLOW = Duration.ofMillis(500);

    record Phrases(String sending, String alone) {}

    record Formats(
            String none,
            String one,
            String all,
            String some,
            String unsettled,
            String relayed,
            String slow,
            String dropped,
            String refused) {}

    record Frame(String begin, String separator, String end, boolean time) {}

    /** @param known the last delivery event; empty before the first */
    Mark of(Optional<NetworkEvent.Delivery> known, MemberNames names) {
        if (known.isEmpty()) {
            return new Mark(phrases.sending, Tone.WAITING);
        }
        NetworkEvent.Delivery delivery = known.get();
        int stored = stored(delivery);
        int all = recipients(delivery);
        if (all == 0) {
            return new Mark(phrases.alone, Tone.GOOD);
        }
        List<String> parts = new ArrayList<>();
        if (stored == all) {
            parts.add(String.format(Locale.ROOT, all == 1 ? formats.one : formats.all, all));
        } else if (stored == 0 && delivery.failed().isEmpty()) {
            parts.add(formats.none);
        } else {
            parts.add(String.format(Locale.ROOT, formats.some, stored, all)
                    + (delivery.isSettled() ? "" : formats.unsettled));
        }
        if (!delivery.relayed().isEmpty()) {
            parts.add(
                    String.format(Locale.ROOT, formats.relayed, names.of(delivery.relayed()), relays(delivery, names)));
        }
        add(parts, formats.slow, delivery.slow(), names);
        add(parts, formats.dropped, delivery.dropped(), names);
        add(parts, formats.refused, delivery.refused(), names);
        if (frame.time && delivery.isSettled() && delivery.elapsed().compareTo(SLOW) > 0) {
            parts.add(EventText.seconds(delivery.elapsed()));
        }
        return new Mark(frame.begin + String.join(frame.separator, parts) + frame.end, tone(delivery));
    }

    private static void add(List<String> parts, String format, List<NodeId> members, MemberNames names) {
        if (!members.isEmpty()) {
            parts.add(String.format(Locale.ROOT, format, names.of(members)));
        }
    }

    private static Tone tone(NetworkEvent.Delivery delivery) {
        if (!delivery.failed().isEmpty()) {
            return Tone.BAD;
        }
        return delivery.relayed().isEmpty() && stored(delivery) == recipients(delivery) ? Tone.GOOD : Tone.WAITING;
    }

    static int stored(NetworkEvent.Delivery delivery) {
        return delivery.direct().size() + delivery.relayed().size();
    }

    static int recipients(NetworkEvent.Delivery delivery) {
        return delivery.recipients().size();
    }

    /** Returns the leaders that relayed the message; the leader may have changed meanwhile. */
    private static String relays(NetworkEvent.Delivery delivery, MemberNames names) {
        return delivery.recipients().stream()
                .filter(share -> share.state() == RecipientStatus.State.RELAYED)
                .flatMap(share -> share.via().stream())
                .distinct()
                .map(names::of)
                .collect(Collectors.joining(" and "));
    }
}
