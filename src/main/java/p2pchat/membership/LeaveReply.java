package p2pchat.membership;

import p2pchat.model.Refusal;

/** The answer to the mission's leave_network. */
public sealed interface LeaveReply {

    record Left() implements LeaveReply {}

    record NotLeader() implements LeaveReply {}

    record Refused(Refusal why) implements LeaveReply {}
}
