package p2pchat.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The membership of this node, which {@code membership} reports to the other rooms at each change.
 *
 * @param uid this node's own
 * @param node its id; empty until it was first admitted
 * @param view the newest view it holds; older than {@code stint.view()} while only the epoch is known
 * @param leader the leader it follows, or suspects while ELECTING; itself while LEADER; else empty
 * @param electorate the members of all views of this epoch, evicted ones too, without itself, by node id (H2)
 * @param directoryAnswers whether its last call to the directory was answered
 * @param unfit members that may not lead: removed ones, readers, and those proven to have signed two views of one id
 */
public record MembershipSnapshot(
        Stint stint,
        Role role,
        Uid uid,
        Optional<NodeId> node,
        Optional<View> view,
        Optional<Leader> leader,
        List<Member> electorate,
        boolean directoryAnswers,
        Set<Uid> unfit) {

    public MembershipSnapshot {
        electorate = List.copyOf(electorate);
        unfit = Set.copyOf(unfit);
    }

    /** Creates a snapshot in which every member may lead. */
    public MembershipSnapshot(
            Stint stint,
            Role role,
            Uid uid,
            Optional<NodeId> node,
            Optional<View> view,
            Optional<Leader> leader,
            List<Member> electorate,
            boolean directoryAnswers) {
        this(stint, role, uid, node, view, leader, electorate, directoryAnswers, Set.of());
    }

    public ViewId viewId() {
        return stint.view();
    }

    public boolean leading() {
        return role == Role.LEADER;
    }

    /** Returns the other members of the view. */
    public List<Member> others() {
        return view.map(held -> held.others(uid)).orElse(List.of());
    }

    /** Returns the members with a lower id that may lead, without the leader that this node follows or suspects. */
    public List<Member> rivals() {
        return others().stream()
                .filter(member ->
                        node.filter(own -> member.id().node().outranks(own)).isPresent())
                .filter(member -> leader.filter(followed -> followed.uid().equals(member.uid()))
                        .isEmpty())
                .filter(member -> !unfit.contains(member.uid()))
                .toList();
    }

    /** Returns whether the leader that this node follows or suspects may not lead. */
    public boolean leaderIsUnfit() {
        return leader.filter(known -> unfit.contains(known.uid())).isPresent();
    }

    /** Returns whether this node may not lead. */
    public boolean isUnfit() {
        return unfit.contains(uid);
    }

    /** Finds the member with this uid, in the view or formerly in it. */
    public Optional<Leader> find(Uid wanted) {
        return others().stream()
                .filter(member -> member.uid().equals(wanted))
                .findFirst()
                .or(() -> electorate.stream()
                        .filter(member -> member.uid().equals(wanted))
                        .findFirst())
                .map(Leader::of)
                .or(() -> leader.filter(known -> known.uid().equals(wanted)));
    }

    /** Returns the header of a request to {@code target}. */
    public Header header(Uid target) {
        return new Header(node, uid, Optional.of(target), viewId());
    }
}
