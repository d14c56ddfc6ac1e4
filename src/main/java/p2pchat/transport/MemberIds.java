package p2pchat.transport;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * The uids behind the node ids of a network. A node id that a view has given belongs to its uid permanently (I9), so no
 * member may call under the id of another. What a card claims about an author counts only until a view names the id.
 *
 * <p>Threading: any thread.
 */
final class MemberIds {

    /** The bound per network (protocol 1, H8); the oldest are removed first. */
    static final int MAX_MEMBERS = 10_000;

    private final Map<NodeId, Uid> named = new LinkedHashMap<>();
    private final Map<NodeId, Uid> claimed = new LinkedHashMap<>();

    /** Adds the ids of a view that are not known yet. */
    synchronized void add(Collection<Member> members) {
        members.forEach(member -> add(member.node(), member.uid()));
    }

    /** Adds an id that a view has given. */
    synchronized void add(NodeId node, Uid uid) {
        put(named, node, uid);
        claimed.remove(node);
    }

    /** Adds an author that no view has named, unless its id is known. */
    synchronized void addClaim(NodeId node, Uid uid) {
        if (!named.containsKey(node)) {
            put(claimed, node, uid);
        }
    }

    private static void put(Map<NodeId, Uid> uids, NodeId node, Uid uid) {
        uids.putIfAbsent(node, uid);
        while (uids.size() > MAX_MEMBERS) {
            uids.remove(uids.keySet().iterator().next());
        }
    }

    synchronized Optional<Uid> find(NodeId node) {
        return Optional.ofNullable(named.getOrDefault(node, claimed.get(node)));
    }

    synchronized Optional<MemberId> find(Uid uid) {
        return all().stream().filter(id -> id.uid().equals(uid)).findFirst();
    }

    synchronized List<MemberId> all() {
        return Stream.of(named, claimed)
                .flatMap(uids -> uids.entrySet().stream())
                .map(entry -> new MemberId(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns whether a view has given this id. */
    synchronized boolean isNamed(NodeId node) {
        return named.containsKey(node);
    }

    /** Returns whether a view has given the node id to another uid. */
    synchronized boolean contradict(MemberId called) {
        Uid known = named.get(called.node());
        return known != null && !known.equals(called.uid());
    }
}
