package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.HumanRenderer.Own;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/** The last word on a message that was shown before it was with everyone. */
record LateDeliveryNotice(NoticeIcon sign, String words) {

    /** What there is to say; {@code time} is when the message was sent, in words. */
    static List<LateDeliveryNotice> on(Own shown, NetworkEvent.Delivery delivery, String time, MemberNames names) {
        String which = time + " \"" + EventText.quoted(EventText.EARLIER, shown.message()) + "\"";
        Optional<NetworkEvent.Delivery> earlier = shown.delivery();
        List<NodeId> waited = earlier.map(NetworkEvent.Delivery::lacking).orElse(List.of());
        List<NodeId> failed = new ArrayList<>(delivery.failed());
        failed.removeAll(earlier.map(NetworkEvent.Delivery::failed).orElse(List.of()));
        List<NodeId> reached = new ArrayList<>(waited);
        reached.removeAll(delivery.lacking());
        List<LateDeliveryNotice> words = new ArrayList<>();
        if (waited.isEmpty() || !reached.isEmpty()) {
            String whom = reached.isEmpty() ? "everyone there" : names.of(reached);
            words.add(new LateDeliveryNotice(NoticeIcon.OK, which + " reached " + whom));
        }
        if (!failed.isEmpty()) {
            words.add(new LateDeliveryNotice(NoticeIcon.FAILED, which + " did not reach " + names.of(failed)));
        }
        return words;
    }
}
