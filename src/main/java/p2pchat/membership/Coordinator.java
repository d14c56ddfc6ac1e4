package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.IdBlock;
import p2pchat.model.View;

/**
 * The mission's coordinator: a view to install, from its leader or from anybody who knows it.
 *
 * @param grant set when a leaving leader hands over: the callee leads from now on (H20)
 * @param reason what changed
 */
public record Coordinator(View view, Optional<Handed> grant, ViewReason reason) {

    /** The directory's grant in the name of a successor. */
    public record Handed(long epoch, IdBlock block) {}
}
