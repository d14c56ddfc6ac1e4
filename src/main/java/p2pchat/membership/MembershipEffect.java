package p2pchat.membership;

import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;

/** Effects for the caller to perform. Those after a {@link Store} wait until that is durable (protocol 2.10). */
public sealed interface MembershipEffect {
    record Store(ViewStore.Kept kept) implements MembershipEffect {}

    /** Looks up the record of this network's name; ends in RecordFound or DirectoryFailed. */
    record FindRecord(long ticket) implements MembershipEffect {}

    /** Ends in DirectoryAnswered or DirectoryFailed. */
    record AskDirectory(long ticket, DirectoryRequest request) implements MembershipEffect {}

    /** Ends in JoinAnswered or PeerFailed; likewise the next two. */
    record Join(long ticket, Leader to, JoinRequest request, long timeoutMillis) implements MembershipEffect {}

    record Leave(long ticket, Leader to, long timeoutMillis) implements MembershipEffect {}

    record Coordinate(long ticket, Leader to, Coordinator coordinator, long timeoutMillis)
            implements MembershipEffect {}

    /** Answers the request that came with this ticket. */
    sealed interface Answer extends MembershipEffect {
        long ticket();

        Object reply();
    }

    record AnswerJoin(long ticket, JoinReply reply) implements Answer {}

    record AnswerLeave(long ticket, LeaveReply reply) implements Answer {}

    record AnswerCoordinator(long ticket, CoordinatorReply reply) implements Answer {}

    record AnswerRename(long ticket, RenameReply reply) implements Answer {}

    record Schedule(Timer timer, long delayMillis) implements MembershipEffect {}

    record Cancel(Timer timer) implements MembershipEffect {}

    record Report(MembershipReport report) implements MembershipEffect {}
}
