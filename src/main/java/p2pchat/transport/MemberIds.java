package p2pchat.transport;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * The node ids that views of a network have given. A node id and a uid belong together for good (I9), so a call or a view
 * that pairs either with another is refused.
 *
 * <p>Threading: any thread.
 */
final class MemberIds {

    /** The bound per network (protocol 1, H8); the longest unseen is forgotten first. */
    private static final int MAX_MEMBERS = 10_000;

    private final Map<NodeId, Uid> uids = new LinkedHashMap<>();
    private final Map<Uid, NodeId> nodes = new HashMap<>();

    synchronized void add(Collection<Member> members) {
        for (Member member : members) {
            remove(member.node()); // to become the latest
            Optional.ofNullable(nodes.get(member.uid())).ifPresent(this::remove);
            uids.put(member.node(), member.uid());
            nodes.put(member.uid(), member.node());
        }
        while (uids.size() > MAX_MEMBERS) {
            remove(uids.keySet().iterator().next());
        }
    }

    synchronized Optional<Uid> find(NodeId node) {
        return Optional.ofNullable(uids.get(node));
    }

    /** Returns whether the node id is known for another uid, or the uid for another node id. */
    synchronized boolean contradict(MemberId claimed) {
        return !claimed.uid().equals(uids.getOrDefault(claimed.node(), claimed.uid()))
                || !claimed.node().equals(nodes.getOrDefault(claimed.uid(), claimed.node()));
    }

    private void remove(NodeId node) {
        Uid uid = uids.remove(node);
        if (uid != null) {
            nodes.remove(uid);
        }
    }
}
