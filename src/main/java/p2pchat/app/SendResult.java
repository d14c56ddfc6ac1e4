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

/** The result of sending one message, collected from events. {@code delivery} is its newest delivery event. */
record SendResult(NetworkName network, MemberNames names, Optional<Delivery> delivery) {

    static SendResult initial(NetworkName network) {
        return new SendResult(network, MemberNames.NONE, Optional.empty());
    }

    /** Returns the result after an event. There is one message, so every delivery event belongs to it. */
    SendResult after(NetworkEvent event) {
        return new SendResult(
                network, names.after(event), event instanceof Delivery newest ? Optional.of(newest) : delivery);
    }

    /** Returns whether the delivery is final. */
    boolean settled() {
        return delivery.filter(Delivery::isSettled).isPresent();
    }

    /** Returns the members that have the message: one sentence, one record per member, or one JSON object. */
    List<String> lines(OutputFormat output) {
        if (delivery.isEmpty()) {
            return List.of();
        }
        return switch (output) {
            case HUMAN ->
                everyoneHasIt() ? List.of(everyone(delivery.get())) : DeliveryDetails.members(delivery.get(), names);
            case PLAIN ->
                delivery.get().recipients().stream()
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
     * Returns why not every member has the message; empty if every member has it and there is at least one.
     *
     * @param nodeCommand runs the sending node permanently; empty if it is running
     */
    Optional<Explanation> shortfall(Optional<String> nodeCommand) {
        if (everyoneHasIt()) {
            return Optional.empty();
        }
        if (delivery.isEmpty() || holders().isEmpty()) {
            String later = nodeCommand.isPresent()
                    ? "it is stored here and will be sent when this node runs again"
                    : "it is stored here, and the running node keeps trying";
            return Optional.of(new Explanation(
                    Explanations.UNDELIVERED,
                    "no other member has the message yet",
                    Optional.of(why() + "; " + later),
                    tries(nodeCommand, "stay connected until it is delivered")));
        }
        return Optional.of(new Explanation(
                Explanations.UNDELIVERED,
                names.of(lacking()) + (lacking().size() == 1 ? " does" : " do") + " not have the message yet",
                Optional.of(why() + "; " + names.of(holders())
                        + (holders().size() == 1 ? " has it and will pass it on" : " have it and will pass it on")),
                tries(nodeCommand, "see which members are connected")));
    }

    private static List<Try> tries(Optional<String> command, String effect) {
        return command.map(line -> new Try(line, effect)).stream().toList();
    }

    private String why() {
        return delivery.map(this::reasons).orElse("there is no delivery report");
    }

    private String reasons(Delivery known) {
        if (known.recipients().isEmpty()) {
            return "no other member is in " + network;
        }
        List<String> reasons = known.recipients().stream()
                .filter(share -> !share.state().isStored())
                .map(share -> names.of(share.member()) + " " + DeliveryDetails.status(share, known.elapsed(), names))
                .toList();
        return String.join(", ", reasons);
    }

    private String everyone(Delivery known) {
        List<NodeId> relayed = known.relayed();
        return names.of(holders()) + (holders().size() == 1 ? " has it" : " have it")
                + (relayed.isEmpty() ? "" : ", " + names.of(relayed) + " through the leader,")
                + " after " + DeliveryDetails.time(known.elapsed());
    }

    private boolean everyoneHasIt() {
        return lacking().isEmpty() && !holders().isEmpty();
    }

    private List<NodeId> lacking() {
        return delivery.map(Delivery::lacking).orElse(List.of());
    }

    private List<NodeId> holders() {
        return delivery.stream()
                .flatMap(known -> known.recipients().stream())
                .filter(share -> share.state().isStored())
                .map(share -> share.member())
                .toList();
    }
}
