package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.IdBlock;
import p2pchat.model.View;

/**
 * The mission's coordinator: a view to install, sent by its leader or passed on by a member.
 *
 * @param grant set if a leaving leader hands over, so that the callee leads from now on (H20)
 */
public record Coordinator(View view, Optional<Handed> grant, ViewReason reason) {

    /** The directory's grant in the name of a successor. */
    public record Handed(long epoch, IdBlock block) {}
}
