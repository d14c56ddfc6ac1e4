package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.Refusal;
import p2pchat.model.ViewId;

/** The answer to {@link Coordinator}. */
public sealed interface CoordinatorReply {

    /** The callee holds this view, which may be newer than the one it was shown. */
    record Installed(ViewId view) implements CoordinatorReply {}

    /** The callee knows a higher epoch, so the leader of the lower one does not lead any more (H1). */
    record Stale(ViewId view, Optional<Leader> leader) implements CoordinatorReply {}

    record Refused(Refusal why) implements CoordinatorReply {}
}
