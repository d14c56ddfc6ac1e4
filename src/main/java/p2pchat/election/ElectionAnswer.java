package p2pchat.election;

import p2pchat.model.MemberId;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** How a member answers ELECTION. */
public sealed interface ElectionAnswer {

    /**
     * I outrank you and take it from here.
     *
     * @param noDirectory my last call to the directory got no answer and I follow nobody: do not wait for me (H4)
     */
    record Alive(MemberId id, boolean noDirectory) implements ElectionAnswer {}

    /** I lead. */
    record IAm(View view) implements ElectionAnswer {}

    /** I hear the leader well; the trouble is yours (H3). */
    record LeaderFresh(ViewId view) implements ElectionAnswer {}

    record Refused(Refusal why) implements ElectionAnswer {}
}
