package p2pchat.membership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * Everybody ever seen in a view, dropped ones too: dropped is not forgotten, so who comes back keeps id and name (H8).
 */
final class Roster {

    /** At most so many per network (protocol 1, H8); the longest unseen is forgotten first. */
    private static final int MOST = 10_000;

    private final Map<Uid, Member> known = new LinkedHashMap<>();
    private int highestId;

    void saw(Collection<Member> members) {
        for (Member member : members) {
            known.remove(member.uid()); // re-inserting makes it the latest
            known.put(member.uid(), member);
            highestId = Math.max(highestId, member.node().value());
        }
        while (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Ids reserved by a block count as seen, since they may have been given (H5). */
    void reserved(int lastId) {
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
