package p2pchat.console.session;

import java.util.concurrent.CompletionStage;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;

/** One network as whoever talks in it sees it. {@code node} stands behind it. Nothing here blocks. */
public interface NetworkClient {

    /**
     * Says it to everyone. Completes with its id once it is committed to this node's own log, so that nothing can lose
     * it any more; fails with a {@code ProblemException}, and then nothing was said.
     */
    CompletionStage<MessageId> send(MessageDraft what);

    /** Completes soon; fails with a {@code ProblemException} if there is a reason that a person can be told. */
    CompletionStage<NodeAnswer> query(NodeQuery question);

    /** Leaves the network and tells the others. Completes when that is done, as far as it can be. */
    CompletionStage<Void> leave();
}
