package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.View;

/**
 * Batches from senders that no view has listed yet. A newcomer's first message may overtake the view that lists it.
 * Such a batch waits for that view, which is being fetched, but is accepted in any case after {@link #PATIENCE} (H24).
 *
 * <p>A pure state machine. A sender once known stays known; the view only decides who is a member now.
 */
final class UnknownSenderBuffer {

    /** The view is fetched at most every 300 ms; an author without an answer turns to the leader after 500 ms. */
    static final Duration PATIENCE = Duration.ofMillis(400);

    static final int MAX_WAITING = 64;

    private final Set<NodeId> known;
    private final List<ChatActor.Arrived> waiting = new ArrayList<>();

    UnknownSenderBuffer(Collection<NodeId> known) {
        this.known = new TreeSet<>(known);
    }

    /** Returns whether the batch is held here; then {@link #timeout} is due after {@link #PATIENCE}. */
    boolean hold(ChatActor.Arrived batch) {
        boolean held = !known.contains(batch.from().node()) && waiting.size() < MAX_WAITING;
        if (held) {
            waiting.add(batch);
        }
        return held;
    }

    /** Returns the batches that need not wait any more. */
    List<ChatActor.Arrived> viewChanged(View view) {
        view.members().stream().map(Member::node).forEach(known::add);
        return release();
    }

    /** Accepts this sender from now on. Returns its batches. */
    List<ChatActor.Arrived> timeout(NodeId sender) {
        known.add(sender);
        return release();
    }

    private List<ChatActor.Arrived> release() {
        List<ChatActor.Arrived> released = waiting.stream()
                .filter(batch -> known.contains(batch.from().node()))
                .toList();
        waiting.removeAll(released);
        return released;
    }
}
