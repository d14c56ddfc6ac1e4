package p2pchat.console.render;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NetworkName;

/** Builds the live view from what a {@link HumanRenderer} knows and has not printed. */
final class LiveViewBuilder {

    private LiveViewBuilder() {}

    static LiveView of(HumanRenderer renderer, NetworkName network) {
        MemberNames names = renderer.names();
        Optional<Condition> condition = renderer.presence().condition();
        LiveView.Facts facts = new LiveView.Facts(
                network,
                names,
                condition,
                renderer.own().held().size() + awaited(renderer, condition),
                renderer.history().catchUp().percent(),
                0);
        return new LiveView(
                names.self().map(names::nick).orElse(""),
                renderer.own().held().stream()
                        .map(own -> sending(own, Math.max(0, facts.members() - 1)))
                        .toList(),
                renderer.style().joinsAndLeaves(renderer.presence().changes()),
                facts,
                Stream.concat(
                                names.present().entrySet().stream()
                                        .filter(member -> !names.isSelf(member.getKey()))
                                        .map(Map.Entry::getValue),
                                names.roster().waiting().stream()
                                        .map(applicant ->
                                                Sanitiser.nick(applicant.nick().value())))
                        .toList());
    }

    private static LiveView.Sending sending(HumanRenderer.Own own, int others) {
        return new LiveView.Sending(
                MessageText.of(own.message()).split("\n", 2)[0],
                own.delivery().map(DeliveryMarks::stored).orElse(0),
                own.delivery().map(DeliveryMarks::recipients).orElse(others));
    }

    /** Counts messages that are shown but still being sent. Without other members, every undelivered one waits. */
    private static int awaited(HumanRenderer renderer, Optional<Condition> condition) {
        boolean alone = condition.filter(known -> known.state() == State.ALONE).isPresent();
        return (int) renderer.own().partial().stream()
                .filter(own ->
                        alone || own.delivery().filter(Delivery::isSettled).isEmpty())
                .count();
    }
}
