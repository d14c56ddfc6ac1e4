package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import p2pchat.console.render.MessageStyle.Mark;
import p2pchat.console.render.MessageStyle.Tone;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;

/** How far a message has come, in a sign and a few words: {@code ✓ via alice: dave}. */
final class DeliveryMarks {

    /** Below this nobody asks how long it took. */
    static final Duration SLOW = Duration.ofMillis(500);

    private DeliveryMarks() {}

    static Mark of(Optional<NetworkEvent.Delivery> known, MemberNames names) {
        if (known.isEmpty()) {
            return new Mark("sending", Tone.WAITING);
        }
        NetworkEvent.Delivery delivery = known.get();
        int have = have(delivery);
        int all = all(delivery);
        if (all == 0) {
            return new Mark("(only you here)", Tone.GOOD);
        }
        List<String> parts = new ArrayList<>();
        if (have == all) {
            parts.add("✓");
        } else if (have == 0 && delivery.failed().isEmpty()) {
            parts.add("queued");
        } else {
            parts.add(have + "/" + all + (delivery.settled() ? "" : " …"));
        }
        if (!delivery.relayed().isEmpty()) {
            parts.add("via " + via(delivery, names) + ": " + names.of(delivery.relayed()));
        }
        add(parts, names, delivery.slow(), "… %s (slow)");
        add(parts, names, delivery.dropped(), "✗ %s (dropped)");
        add(parts, names, delivery.refused(), "✗ %s (refused)");
        if (PendingMessages.isFinal(delivery) && delivery.elapsed().compareTo(SLOW) > 0) {
            parts.add(EventText.seconds(delivery.elapsed()));
        }
        return new Mark(String.join(" ", parts), tone(delivery));
    }

    static Tone tone(NetworkEvent.Delivery delivery) {
        if (!delivery.failed().isEmpty()) {
            return Tone.BAD;
        }
        return delivery.relayed().isEmpty() && have(delivery) == all(delivery) ? Tone.GOOD : Tone.WAITING;
    }

    static int have(NetworkEvent.Delivery delivery) {
        return delivery.direct().size() + delivery.relayed().size();
    }

    static int all(NetworkEvent.Delivery delivery) {
        return delivery.shares().size();
    }

    /** Who passed it on; there may be another leader by now. */
    static String via(NetworkEvent.Delivery delivery, MemberNames names) {
        return delivery.shares().stream()
                .filter(share -> share.state() == RecipientStatus.State.RELAYED)
                .flatMap(share -> share.via().stream())
                .distinct()
                .map(names::of)
                .collect(Collectors.joining(" and "));
    }

    static void add(List<String> parts, MemberNames names, List<NodeId> members, String words) {
        if (!members.isEmpty()) {
            parts.add(words.replace("%s", names.of(members)));
        }
    }
}
