package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.View;

/** Keeps what a member must not forget. {@code storage} implements it in the network's store. */
public interface ViewStore {

    /**
     * What a member knows of itself and its network.
     *
     * @param self who this store's member is; the node id is kept for ever (I9)
     * @param view the newest view it took or installed
     * @param absent who stood in earlier views and not in this one: dropped is not forgotten (H8)
     */
    record Kept(Optional<MemberId> self, Optional<View> view, List<Member> absent) {
        public static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty());

        public Kept {
            absent = List.copyOf(absent);
        }

        /** With nobody absent. */
        public Kept(Optional<MemberId> self, Optional<View> view) {
            this(self, view, List.of());
        }
    }

    /** What was kept last; never blocks. */
    CompletionStage<Kept> load();

    /** Completes once it would survive a power cut: before a view is acknowledged or pushed. Never blocks. */
    CompletionStage<Void> keep(Kept kept);
}
