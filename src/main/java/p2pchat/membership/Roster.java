package p2pchat.membership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/** All members ever seen in a view. Dropped members stay in it, so a member that returns keeps id and nick (H8). */
final class Roster {

    /** The bound per network (protocol 1, H8); the longest unseen is forgotten first. */
    private static final int MAX_MEMBERS = 10_000;

    private final Map<Uid, Member> known = new LinkedHashMap<>();
    private int highestId;

    void add(Collection<Member> members) {
        for (Member member : members) {
            known.remove(member.uid()); // to become the latest
            known.put(member.uid(), member);
            highestId = Math.max(highestId, member.node().value());
        }
        while (known.size() > MAX_MEMBERS) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Counts the ids of a block as seen, because they may have been given (H5). */
    void reserve(int lastId) {
        highestId = Math.max(highestId, lastId);
    }

    int highestId() {
        return highestId;
    }

    Optional<Member> find(Uid uid) {
        return Optional.ofNullable(known.get(uid));
    }

    Optional<Member> holder(NodeId node) {
        return known.values().stream()
                .filter(member -> member.node().equals(node))
                .findFirst();
    }

    List<Member> others(Uid self) {
        return known.values().stream()
                .filter(member -> !member.uid().equals(self))
                .toList();
    }
}
