package p2pchat.console.session;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Explains why a line cannot be handled, a message was not sent, or a query not answered. */
final class SessionErrors {

    private static final Logger LOG = LoggerFactory.getLogger(SessionErrors.class);

    static final String NOT_IN_NETWORK = "you are not in a network; /join NAME joins one, /quit ends the program";

    private static final String CANNOT_RUN = "cannot run this command";

    private SessionErrors() {}

    static Explanation notInNetwork() {
        return new Explanation(
                Explanations.USAGE,
                "you are not in a network",
                Optional.empty(),
                List.of(new Try("/join NAME", "join a network or start it")));
    }

    static Explanation notReady(NetworkName network, ConversationState.Phase phase) {
        boolean joining = phase == ConversationState.Phase.JOINING;
        return Explanation.of(Explanations.USAGE, CANNOT_RUN, "still " + (joining ? "joining " : "leaving ") + network);
    }

    /** This node was never in the network while it ran. */
    static Explanation unsent(NetworkName network, int messages) {
        return Explanation.of(
                Explanations.UNDELIVERED,
                messages == 1 ? "a message was not sent" : messages + " messages were not sent",
                "this node was never connected to " + network + ", so nothing is stored");
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

    static Explanation ofMessage(NetworkName network, Throwable failure) {
        return ProblemException.find(failure)
                .map(Explanations.ofNode(network)::of)
                .orElseGet(() -> {
                    LOG.error("sending a message failed because of a bug", failure);
                    return Explanation.of(
                            Explanations.INTERNAL, "the message was not sent", "internal error: " + failure);
                });
    }

    static Explanation ofQuery(NetworkName network, Throwable failure) {
        return ProblemException.find(failure)
                .map(problem -> ofExport(problem)
                        .orElseGet(() -> Explanations.ofNode(network).of(problem)))
                .orElseGet(() -> Explanations.noAnswer(network));
    }

    /** Explains a failed export with a slash command to try; the shell's explanation names options. */
    private static Optional<Explanation> ofExport(Problem problem) {
        if (problem instanceof Problem.FileExists taken) {
            String why = taken.folder() ? "it is a directory" : "the file exists (not overwritten)";
            return Optional.of(notWritten(taken.file(), why));
        }
        return problem instanceof Problem.FileUnwritable unwritable
                ? Optional.of(notWritten(unwritable.file(), Sanitiser.line(unwritable.cause())))
                : Optional.empty();
    }

    private static Explanation notWritten(Path file, String why) {
        String name = Sanitiser.line(file.toString());
        return Explanation.of(
                Explanations.LOCAL, "cannot write " + name, why, new Try("/export FILE", "write another file"));
    }
}
