package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.View;

/** Stores what a member must not forget. {@code storage} implements it in the network's store. */
public interface ViewStore {

    /**
     * The state of a member that survives a restart.
     *
     * @param self the member that owns this store; its node id never changes (I9)
     * @param view the newest view it installed
     * @param absent members of earlier views that are not in this one; a dropped member is not forgotten (H8)
     */
    record Kept(Optional<MemberId> self, Optional<View> view, List<Member> absent) {
        public static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty());

        public Kept {
            absent = List.copyOf(absent);
        }

        public Kept(Optional<MemberId> self, Optional<View> view) {
            this(self, view, List.of());
        }
    }

    /** Returns the last stored state; never blocks. */
    CompletionStage<Kept> load();

    /** Completes once the state survives a power cut. Never blocks. */
    CompletionStage<Void> keep(Kept kept);
}
