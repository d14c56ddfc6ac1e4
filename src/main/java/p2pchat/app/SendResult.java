package p2pchat.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.DeliveryDetails;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.MemberNames;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/**
 * What became of the one message that a command sends: told by its network's events, asked for at the end. A value.
 *
 * @param delivery the newest that is known of it
 */
public record SendResult(NetworkName network, MemberNames names, Optional<Delivery> delivery) {

    /** Nothing was said yet. */
    public static SendResult nothing(NetworkName network) {
        return new SendResult(network, MemberNames.NONE, Optional.empty());
    }

    /** The network told something; deliveries are of the one message that is said. */
    public SendResult after(NetworkEvent event) {
        return new SendResult(
                network, names.after(event), event instanceof Delivery told ? Optional.of(told) : delivery);
    }

    /** Whether there is nothing more to wait for. */
    public boolean settled() {
        return delivery.filter(Delivery::settled).isPresent();
    }

    /** Who has it, and how: one sentence, one record for each member, or one object. */
    public List<String> lines(OutputFormat output) {
        if (delivery.isEmpty()) {
            return List.of();
        }
        return switch (output) {
            case HUMAN ->
                everyoneHasIt() ? List.of(everyone(delivery.get())) : DeliveryDetails.members(delivery.get(), names);
            case PLAIN ->
                delivery.get().shares().stream()
                        .map(share -> names.of(share.member()) + "\t"
                                + share.state().name().toLowerCase(Locale.ROOT) + "\t"
                                + share.after().toMillis())
                        .toList();
            case JSON ->
                JsonRenderer.create("")
                        .delivery(network, delivery.get(), Optional.empty())
                        .lines();
        };
    }

    /**
     * Why not everyone has it, and what becomes of it; empty if everyone has. Where nobody is, nobody has it.
     *
     * @param node the command that takes part as whoever sent it
     */
    public Optional<Explanation> shortfall(String node) {
        if (everyoneHasIt()) {
            return Optional.empty();
        }
        if (delivery.isEmpty() || holders().isEmpty()) {
            return Optional.of(Explanation.of(
                    Explanations.UNDELIVERED,
                    "nobody else has the message yet",
                    why() + "; it is kept here, and goes out when this node runs again",
                    new Try(node, "run it, and stay until they have it")));
        }
        return Optional.of(Explanation.of(
                Explanations.UNDELIVERED,
                names.of(lacking()) + (lacking().size() == 1 ? " does" : " do") + " not have the message yet",
                why() + "; " + names.of(holders())
                        + (holders().size() == 1 ? " has it and hands it on" : " have it and hand it on"),
                new Try(node, "see who is there")));
    }

    private String why() {
        return delivery.map(this::reasons).orElse("nothing was heard of it");
    }

    private String reasons(Delivery known) {
        if (known.shares().isEmpty()) {
            return "nobody else is in " + network + " now";
        }
        List<String> reasons = known.shares().stream()
                .filter(share -> !share.state().stored())
                .map(share -> names.of(share.member()) + " " + DeliveryDetails.words(share, known.elapsed(), names))
                .toList();
        return String.join(", ", reasons);
    }

    private String everyone(Delivery known) {
        List<NodeId> relayed = known.relayed();
        return names.of(holders()) + (holders().size() == 1 ? " has it" : " have it")
                + (relayed.isEmpty() ? "" : ", " + names.of(relayed) + " through the leader")
                + ", after " + DeliveryDetails.time(known.elapsed());
    }

    private boolean everyoneHasIt() {
        return lacking().isEmpty() && !holders().isEmpty();
    }

    private List<NodeId> lacking() {
        return delivery.map(Delivery::lacking).orElse(List.of());
    }

    private List<NodeId> holders() {
        return delivery.stream()
                .flatMap(known -> known.shares().stream())
                .filter(share -> share.state().stored())
                .map(share -> share.member())
                .toList();
    }
}
