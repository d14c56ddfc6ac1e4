package p2pchat.membership;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Header;
import p2pchat.model.Leader;

/** Calls to other members. {@code transport} implements it over gRPC with a deadline on every call. */
public interface Peers {

    /** The mission's join_network. Fails if that very incarnation cannot be reached (H16). */
    CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout);

    /** The mission's leave_network. */
    CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout);

    /** The mission's coordinator. */
    CompletionStage<CoordinatorReply> coordinate(Leader to, Header header, Coordinator coordinator, Duration timeout);
}
