package p2pchat.console.render;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** What the renderer for people knows and has not printed, as the live region shows it. */
final class LiveViewBuilder {

    private LiveViewBuilder() {}

    static LiveView of(HumanRenderer renderer, NetworkName network, TextStyle look) {
        MemberNames names = renderer.names();
        int others = Math.max(0, names.present().size() - 1);
        List<LiveView.Sending> sending = renderer.held().stream()
                .map(own -> new LiveView.Sending(
                        EventText.text(own.message()).split("\n", 2)[0],
                        own.delivery().map(DeliveryMarks::have).orElse(0),
                        own.delivery().map(DeliveryMarks::all).orElse(others)))
                .toList();
        NetworkEvent.State state =
                renderer.condition().map(NetworkEvent.Condition::state).orElse(NetworkEvent.State.JOINING);
        LiveView.Facts facts = new LiveView.Facts(
                network,
                state,
                renderer.condition()
                        .map(NetworkEvent.Condition::directoryReachable)
                        .orElse(true),
                names.self(),
                names.leader().map(names::of),
                names.leader().filter(names::isSelf).isPresent(),
                renderer.condition().map(NetworkEvent.Condition::leaderSilence).orElse(Duration.ZERO),
                names.present().size(),
                names.present().size()
                        - renderer.condition()
                                .map(condition -> condition.unreached().size())
                                .orElse(0),
                renderer.held().size() + (int) awaited(renderer, state),
                names.epoch(),
                renderer.catching().percent(),
                0);
        return new LiveView(
                names.self().map(names::of).orElse(""),
                sending,
                renderer.coming().line(look),
                facts,
                nicks(names));
    }

    /** Shown already and still on its way; or, while nobody is here, kept for those who return. */
    private static long awaited(HumanRenderer renderer, NetworkEvent.State state) {
        return renderer.partial().stream()
                .filter(own -> state == NetworkEvent.State.ALONE
                        || own.delivery().filter(PendingMessages::isFinal).isEmpty())
                .count();
    }

    private static List<String> nicks(MemberNames names) {
        Optional<NodeId> self = names.self();
        return names.present().entrySet().stream()
                .filter(member -> self.isEmpty() || !member.getKey().equals(self.get()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
