package p2pchat.election;

import p2pchat.model.MemberId;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The answer of a member to ELECTION. */
public sealed interface ElectionAnswer {

    /**
     * The callee has a lower id and takes over the election.
     *
     * @param noDirectory the callee follows no leader and its last call to the directory failed, so do not wait for it (H4)
     */
    record Alive(MemberId id, boolean noDirectory) implements ElectionAnswer {}

    /** The callee leads. */
    record IAm(View view) implements ElectionAnswer {}

    /** The callee hears the leader (H3). */
    record LeaderFresh(ViewId view) implements ElectionAnswer {}

    record Refused(Refusal why) implements ElectionAnswer {}
}
