package p2pchat.console.session;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.model.NetworkName;

/** Explains why a line does not fit the networks of a session. */
final class NetworkErrors {

    static final String NOT_IN_NETWORK = "you are not in a network; /join NAME joins one, /quit ends the program";

    private static final String CANNOT_RUN = "cannot run this command";

    private NetworkErrors() {}

    static Explanation notInNetwork() {
        return new Explanation(
                Explanations.USAGE,
                "you are not in a network",
                Optional.empty(),
                List.of(new Try("/join NAME", "join a network or start it")));
    }

    static Explanation notReady(NetworkName network, ConversationState.Phase phase) {
        boolean joining = phase == ConversationState.Phase.JOINING;
        return Explanation.of(
                Explanations.USAGE, CANNOT_RUN, "still " + (joining ? "joining " : "leaving ") + network);
    }

    static Explanation notIn(NetworkName network) {
        return Explanation.of(
                Explanations.NOT_THIS_NETWORK,
                CANNOT_RUN,
                "this node is not in " + network,
                new Try("{\"do\":\"join\",\"network\":\"" + network + "\"}", "join it"));
    }

    static Explanation ambiguous(Collection<NetworkName> networks) {
        List<Try> tries = networks.stream()
                .map(network -> new Try("\"network\":\"" + network + "\"", ""))
                .toList();
        return new Explanation(
                Explanations.USAGE,
                CANNOT_RUN,
                Optional.of("this node is in several networks, and \"network\" is missing"),
                tries);
    }

    static Explanation tooMany(int most) {
        return Explanation.of(
                Explanations.USAGE,
                "too many networks",
                "a node can be in at most " + most,
                new Try("/leave", "leave this one"));
    }
}
