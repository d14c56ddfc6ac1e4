package p2pchat.console.render;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.NodeId;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Answers for programs: one {@code reply} object each. */
record JsonAnswers(NetworkName network, MemberNames names) {

    String line(Optional<String> ref, NodeAnswer answer) {
        JsonLine line = JsonLine.of("reply", network).withText("ref", ref).with("ok", true);
        if (answer instanceof NodeAnswer.Why why) {
            line.withStory(why.timeline(), names::of);
        } else if (answer instanceof NodeAnswer.Networks networks) {
            networks.age().ifPresent(age -> line.with("ageMs", age.toMillis()));
            line.with("reachable", networks.reachable()).withNetworks(networks.networks());
        } else if (answer instanceof NodeAnswer.Members members) {
            standing(line, members.status())
                    .withMembers("members", members.status().people());
        } else if (answer instanceof NodeAnswer.Status status) {
            standing(line, status.status())
                    .with("address", status.status().address().toString())
                    .with("directoryAddress", status.status().directory().toString())
                    .with("home", Sanitiser.line(status.home().toString()))
                    .with("stored", status.status().stored().size())
                    .with("unsettled", status.open())
                    .with("inSync", status.status().inSync().same())
                    .with("others", status.status().inSync().of());
        } else if (answer instanceof NodeAnswer.Info info) {
            standing(line, info.status())
                    .with("id", info.status().network().value().toString())
                    .with("directoryAddress", info.status().directory().toString())
                    .with("stored", info.status().stored().size())
                    .withClock("clock", info.status().stored())
                    .withKeys("heads", info.status().heads());
        } else if (answer instanceof NodeAnswer.Listing listing) {
            line.withObjects(
                    "messages", listing.messages().stream().map(this::message).toList());
        } else if (answer instanceof NodeAnswer.Message message) {
            line.withObjects("messages", List.of(message(message.said())))
                    .with("lamport", message.said().message().lamport())
                    .withKeys("heads", message.said().message().heads())
                    .withClock("clock", message.clock());
        } else if (answer instanceof NodeAnswer.WhyMessage why) {
            line.withObjects("messages", List.of(message(why.said())))
                    .withObject(
                            "delivery",
                            why.delivery().flatMap(DeliveryReport::delivery).map(JsonAnswers::delivery));
            why.delivery()
                    .ifPresent(
                            reach -> line.withNodes("holders", reach.holders()).withNodes("others", reach.others()));
        } else if (answer instanceof NodeAnswer.Exported exported) {
            line.with("file", Sanitiser.line(exported.file().toString())).with("count", exported.messages());
        } else if (answer instanceof NodeAnswer.Renamed renamed) {
            line.with("nick", Sanitiser.nick(renamed.nick().value()));
        } else {
            throw new AssertionError("no rendering for " + answer);
        }
        return line.toString();
    }

    private static JsonLine delivery(NetworkEvent.Delivery delivery) {
        return JsonRenderer.shares(JsonLine.nested(), delivery);
    }

    private JsonLine message(NetworkEvent.Said said) {
        return JsonRenderer.said(network, said, names.after(said));
    }

    private static JsonLine standing(JsonLine line, NetworkStatus status) {
        Optional<MembershipSnapshot> now = status.standing();
        ViewId view = now.map(MembershipSnapshot::viewId).orElse(ViewId.NONE);
        Optional<NodeId> leader = now.filter(at -> at.leader().isPresent())
                .flatMap(MembershipSnapshot::view)
                .map(View::leader);
        line.withText("role", now.map(at -> at.role().name().toLowerCase(Locale.ROOT)))
                .withNode("self", now.flatMap(MembershipSnapshot::node))
                .withNode("leader", leader)
                .with("epoch", view.epoch())
                .with("view", view.seq());
        now.ifPresent(at -> line.with("directory", at.directoryAnswers() ? "reachable" : "unreachable"));
        return line;
    }
}
