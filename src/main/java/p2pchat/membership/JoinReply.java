package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Head;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The answer to {@link JoinRequest}. */
public sealed interface JoinReply {

    /**
     * The caller is now a member with this id.
     *
     * @param frontier the newest messages of the leader's log, which the caller's next message follows (protocol 2.7);
     *     empty from {@link Membership}, which does not know the log
     */
    record Joined(MemberId id, View view, List<Head> frontier) implements JoinReply {
        public Joined {
            frontier = List.copyOf(frontier);
        }

        public Joined(MemberId id, View view) {
            this(id, view, List.of());
        }

        public Joined withFrontier(List<Head> newest) {
            return new Joined(id, view, newest);
        }
    }

    /** The callee does not lead. Without a hint, the caller asks the directory again. */
    record NotLeader(Optional<Leader> hint, ViewId view) implements JoinReply {}

    /**
     * The caller is not admitted, because its nick looks like another member's.
     *
     * @param free the nick with the first number that is free
     */
    record NickTaken(Nick free) implements JoinReply {}

    /** An admin must approve the caller first. The caller asks again until one has decided. */
    record Waiting() implements JoinReply {}

    /**
     * The statements that the callee showed do not admit the caller, so this is a false network or a false leader.
     *
     * @param what the statement that is missing
     */
    record Unproven(String what) implements JoinReply {}

    record RetryLater(String reason) implements JoinReply {}

    record Refused(Refusal why) implements JoinReply {}
}
