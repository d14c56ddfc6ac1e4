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
 * Batches of members that no view told of yet: a newcomer's first words may overtake the view that names it. They wait for
 * that view, which is being fetched, but never for long: what is said is stored, whoever says it (hazard H24).
 *
 * <p>A pure machine. Whoever was known once stays so; only authority asks who is in now.
 */
final class UnknownSenderBuffer {

    /** The view is asked for at most every 300 ms; after 500 ms an author without an answer turns to the leader. */
    static final Duration PATIENCE = Duration.ofMillis(400);

    static final int MAX_WAITING = 64;

    private final Set<NodeId> known;
    private final List<ChatActor.Arrived> waiting = new ArrayList<>();

    UnknownSenderBuffer(Collection<NodeId> known) {
        this.known = new TreeSet<>(known);
    }

    /** Whether the batch is to wait here; {@link #timeout} must follow after {@link #PATIENCE}. */
    boolean hold(ChatActor.Arrived batch) {
        boolean keeps = !known.contains(batch.from().node()) && waiting.size() < MAX_WAITING;
        if (keeps) {
            waiting.add(batch);
        }
        return keeps;
    }

    /** What need not wait any more. */
    List<ChatActor.Arrived> viewChanged(View view) {
        view.members().stream().map(Member::node).forEach(known::add);
        return introduced();
    }

    /** This sender has waited long enough: what it says is taken from now on. */
    List<ChatActor.Arrived> timeout(NodeId sender) {
        known.add(sender);
        return introduced();
    }

    private List<ChatActor.Arrived> introduced() {
        List<ChatActor.Arrived> released = waiting.stream()
                .filter(batch -> known.contains(batch.from().node()))
                .toList();
        waiting.removeAll(released);
        return released;
    }
}
