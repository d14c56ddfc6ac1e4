package p2pchat.transport;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * The node ids that views of a network have given. A node id belongs to one uid permanently (I9), so no member may call
 * under the id of another.
 *
 * <p>Threading: any thread.
 */
final class MemberIds {

    /** The bound per network (protocol 1, H8); the oldest are removed first. */
    static final int MAX_MEMBERS = 10_000;

    private final Map<NodeId, Uid> uids = new LinkedHashMap<>();

    /** Adds the ids that are not known yet. */
    synchronized void add(Collection<Member> members) {
        members.forEach(member -> add(member.node(), member.uid()));
    }

    /** Adds an author that no view has named, unless its id is known. */
    synchronized void add(NodeId node, Uid uid) {
        uids.putIfAbsent(node, uid);
        while (uids.size() > MAX_MEMBERS) {
            uids.remove(uids.keySet().iterator().next());
        }
    }

    synchronized Optional<Uid> find(NodeId node) {
        return Optional.ofNullable(uids.get(node));
    }

    /** Returns whether the node id is known to belong to another uid. */
    boolean contradict(MemberId claimed) {
        return find(claimed.node()).filter(uid -> !uid.equals(claimed.uid())).isPresent();
    }
}
