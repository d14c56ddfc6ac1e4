package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.Wording.Mark;
import p2pchat.console.Wording.Tone;
import p2pchat.model.NetworkEvent;

/** How far a message has come, in brackets and ASCII: {@code [ok, dave via alice]}. */
final class AsciiMarks {

    private AsciiMarks() {}

    static Mark of(Optional<NetworkEvent.Delivery> known, Names names) {
        if (known.isEmpty()) {
            return new Mark("[sending]", Tone.WAITING);
        }
        NetworkEvent.Delivery delivery = known.get();
        int have = SignMarks.have(delivery);
        int all = SignMarks.all(delivery);
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
            parts.add(names.of(delivery.relayed()) + " via " + SignMarks.via(delivery, names));
        }
        SignMarks.add(parts, names, delivery.slow(), "slow %s");
        SignMarks.add(parts, names, delivery.dropped(), "failed %s");
        SignMarks.add(parts, names, delivery.refused(), "refused by %s");
        if (Outstanding.isFinal(delivery) && delivery.elapsed().compareTo(SignMarks.SLOW) > 0) {
            parts.add(Notices.seconds(delivery.elapsed()));
        }
        return new Mark("[" + String.join(", ", parts) + "]", SignMarks.tone(delivery));
    }
}
