package p2pchat.console.session;

import java.util.concurrent.CompletionStage;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;

/** One network as the session uses it, backed by the node. No call blocks. */
public interface NetworkClient {

    /**
     * Sends a message to all members. Completes with its id once it is committed to this node's own log, so that it
     * cannot be lost; fails with a {@code ProblemException}, and then nothing was sent.
     */
    CompletionStage<MessageId> send(MessageDraft draft);

    /** Completes soon. Fails with a {@code ProblemException} if there is a reason to show to the user. */
    CompletionStage<NodeAnswer> query(NodeQuery query);

    /** Leaves the network and notifies the other members. Completes when that is done as far as possible. */
    CompletionStage<Void> leave();
}
