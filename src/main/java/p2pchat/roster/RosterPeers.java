package p2pchat.roster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Leader;
import p2pchat.model.Statement;

/** Calls to other members about statements. {@code transport} implements it, and verifies what they answer. */
public interface RosterPeers {

    /**
     * What a member answered.
     *
     * @param statements parents first
     * @param more whether the caller should ask again
     */
    record Answer(List<Statement> statements, boolean more) {}

    /**
     * Sends statements to a member, and completes with those that this node lacks.
     *
     * @param known the first 8 bytes of the hash of each known statement
     */
    CompletionStage<Answer> exchange(Leader to, List<Statement> statements, Set<Long> known);

    /** Sends statements to a member that need no answer. */
    CompletionStage<Void> push(Leader to, List<Statement> statements);

    /** Shows an admin's node who waits for an approval at this node, which leads. */
    CompletionStage<Void> showWaiting(Leader to, List<Application> waiting);
}
