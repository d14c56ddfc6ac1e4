package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The answer to {@link JoinRequest}. */
public sealed interface JoinReply {

    /** The caller is a member now, with this id and this nick. */
    record Joined(MemberId id, Nick nick, View view) implements JoinReply {}

    /** The callee does not lead. Without a hint, the caller asks the directory again. */
    record NotLeader(Optional<Leader> hint, ViewId view) implements JoinReply {}

    record RetryLater(String reason) implements JoinReply {}

    record Refused(Refusal why) implements JoinReply {}
}
