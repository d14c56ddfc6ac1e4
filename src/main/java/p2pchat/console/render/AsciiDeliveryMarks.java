package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.MessageStyle.Mark;
import p2pchat.console.render.MessageStyle.Tone;
import p2pchat.model.NetworkEvent;

/** How far a message has come, in brackets and ASCII: {@code [ok, dave via alice]}. */
final class AsciiDeliveryMarks {

    private AsciiDeliveryMarks() {}

    static Mark of(Optional<NetworkEvent.Delivery> known, MemberNames names) {
        if (known.isEmpty()) {
            return new Mark("[sending]", Tone.WAITING);
        }
        NetworkEvent.Delivery delivery = known.get();
        int have = DeliveryMarks.have(delivery);
        int all = DeliveryMarks.all(delivery);
        if (all == 0) {
            return new Mark("(only you here)", Tone.GOOD);
        }
        List<String> parts = new ArrayList<>();
        if (have == all) {
            parts.add("ok");
        } else if (have == 0 && delivery.failed().isEmpty()) {
            parts.add("queued");
        } else {
            parts.add(have + " of " + all);
        }
        if (!delivery.relayed().isEmpty()) {
            parts.add(names.of(delivery.relayed()) + " via " + DeliveryMarks.via(delivery, names));
        }
        DeliveryMarks.add(parts, names, delivery.slow(), "slow %s");
        DeliveryMarks.add(parts, names, delivery.dropped(), "failed %s");
        DeliveryMarks.add(parts, names, delivery.refused(), "refused by %s");
        if (PendingMessages.isFinal(delivery) && delivery.elapsed().compareTo(DeliveryMarks.SLOW) > 0) {
            parts.add(EventText.seconds(delivery.elapsed()));
        }
        return new Mark("[" + String.join(", ", parts) + "]", DeliveryMarks.tone(delivery));
    }
}
