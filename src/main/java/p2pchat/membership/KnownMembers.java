package p2pchat.membership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * All members ever seen in a view. Dropped members stay in it, so a member that returns keeps its id (H8), and no id passes
 * to another member.
 */
final class KnownMembers {

    /** The bound per network (protocol 1, H8); the longest unseen is forgotten first. */
    private static final int MAX_MEMBERS = 10_000;

    private final Map<Uid, Member> known = new LinkedHashMap<>();
    private final Map<NodeId, Uid> holders = new LinkedHashMap<>();
    private Set<Uid> ended = Set.of();
    private int highestId;

    void add(Collection<Member> members) {
        for (Member member : members) {
            addUnconfirmed(member);
            put(holders, member.node(), member.uid());
        }
    }

    /** Adds a member that no view has shown. Its id may be wrong, so it is not reserved for it. */
    void addUnconfirmed(Member member) {
        put(known, member.uid(), member);
        highestId = Math.max(highestId, member.node().value());
    }

    private static <K, V> void put(Map<K, V> entries, K key, V value) {
        entries.remove(key); // to become the latest
        entries.put(key, value);
        if (entries.size() > MAX_MEMBERS) {
            entries.remove(entries.keySet().iterator().next());
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

    /** Returns the id that a view has shown for the uid. */
    Optional<NodeId> idOf(Uid uid) {
        return find(uid).map(Member::node).filter(node -> uid.equals(holders.get(node)));
    }

    /** Returns whether no view has shown this id for another member. */
    boolean isFree(NodeId node, Uid uid) {
        return holders.getOrDefault(node, uid).equals(uid);
    }

    /** Sets which stores have ended. Their people return with new ones, so their nicks are free. */
    void end(Set<Uid> stores) {
        ended = stores;
    }

    boolean hasEnded(Uid store) {
        return ended.contains(store);
    }

    /** Returns the nicks that are reserved for others, present or not. */
    Stream<Nick> nicks(Uid self) {
        return known.values().stream()
                .filter(member -> !member.uid().equals(self) && !ended.contains(member.uid()))
                .map(Member::nick);
    }

    List<Member> others(Uid self) {
        return known.values().stream()
                .filter(member -> !member.uid().equals(self))
                .toList();
    }
}
