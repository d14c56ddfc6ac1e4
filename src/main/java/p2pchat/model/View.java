package p2pchat.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The members of a network as installed by its leader. Equal ids mean equal views (invariant I3).
 *
 * @param members sorted by node id, each once, the leader among them, at most {@link #MAX_MEMBERS}
 */
public record View(ViewId id, NodeId leader, List<Member> members) {

    public static final int MAX_MEMBERS = 256;

    public View {
        members = members.stream().sorted(Comparator.comparing(Member::node)).toList();
        if (members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("a network has at most " + MAX_MEMBERS + " members");
        }
        if (members.stream().map(Member::node).distinct().count() != members.size()) {
            throw new IllegalArgumentException("duplicate node id in view " + id);
        }
        if (members.stream().map(Member::uid).distinct().count() != members.size()) {
            throw new IllegalArgumentException("duplicate uid in view " + id);
        }
        if (members.stream().noneMatch(member -> member.node().equals(leader))) {
            throw new IllegalArgumentException("the leader " + leader + " is not in view " + id);
        }
    }

    public Optional<Member> member(NodeId node) {
        return members.stream().filter(member -> member.node().equals(node)).findFirst();
    }

    public Optional<Member> member(Uid uid) {
        return members.stream().filter(member -> member.uid().equals(uid)).findFirst();
    }

    public boolean contains(MemberId id) {
        return members.stream().anyMatch(member -> member.id().equals(id));
    }

    public Member leaderMember() {
        return member(leader).orElseThrow();
    }

    /** Returns all members except {@code self}. */
    public List<Member> others(Uid self) {
        return members.stream().filter(member -> !member.uid().equals(self)).toList();
    }
}
