package p2pchat.console.session;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.model.NetworkName;

/** What is said where a network is missing, or too many are there. */
final class NetworkErrors {

    static final String NOT_IN_NETWORK = "you are in no network now; /join NAME enters one, /quit ends";

    private NetworkErrors() {}

    static Explanation notInNetwork() {
        return Explanation.of(
                Explanations.USAGE,
                "there is nobody to hear that",
                "you are in no network",
                new Try("/join NAME", "enter one, or start it"));
    }

    /** The network is being entered, or left. */
    static Explanation notReady(NetworkName network, ConversationPhase phase) {
        String why = phase == ConversationPhase.JOINING ? "this node is not in it yet" : "this node is leaving it";
        return Explanation.of(Explanations.USAGE, "nothing can be done in " + network + " now", why);
    }

    static Explanation notIn(NetworkName network) {
        return Explanation.of(
                Explanations.NOT_THIS_NETWORK,
                "the command cannot be carried out",
                "this node is not in " + network,
                new Try("{\"do\":\"join\",\"network\":\"" + network + "\"}", "enter it"));
    }

    static Explanation ambiguous(Collection<NetworkName> networks) {
        List<Try> tries = networks.stream()
                .map(network -> new Try("\"network\":\"" + network + "\"", ""))
                .toList();
        return new Explanation(
                Explanations.USAGE,
                "the command cannot be carried out",
                Optional.of("this node is in several networks, and the command names none"),
                tries);
    }

    static Explanation tooMany(int most) {
        return Explanation.of(
                Explanations.USAGE,
                "that is one network too many",
                "a node is in at most " + most + " at a time",
                new Try("/leave", "leave one"));
    }
}
