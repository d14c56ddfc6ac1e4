package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** How a node answers {@link JoinRequest}. */
public sealed interface JoinReply {

    /** You are in, under this id and this nick. */
    record Joined(MemberId id, Nick nick, View view) implements JoinReply {}

    /** Ask the one in the hint; without a hint, ask the directory again. */
    record NotLeader(Optional<Leader> hint, ViewId view) implements JoinReply {}

    /** Not now. */
    record RetryLater(String reason) implements JoinReply {}

    record Refused(Refusal why) implements JoinReply {}
}
