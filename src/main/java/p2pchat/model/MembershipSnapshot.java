package p2pchat.model;

import java.util.List;
import java.util.Optional;

/**
 * Where this node stands, as {@code membership} tells the other rooms at each change. What it sends carries these facts.
 *
 * @param uid this node's own
 * @param node its id, empty until it was first admitted
 * @param view the newest member list it holds; older than {@code stint.view()} when only the epoch is known
 * @param leader whom it follows, or suspects while ELECTING; itself while LEADER; else empty
 * @param electorate everybody it saw in views of this epoch, evicted ones too, without itself, by node id (H2)
 * @param directoryAnswers whether its last call to the directory was answered
 */
public record MembershipSnapshot(
        Stint stint,
        Role role,
        Uid uid,
        Optional<NodeId> node,
        Optional<View> view,
        Optional<Leader> leader,
        List<Member> electorate,
        boolean directoryAnswers) {

    public MembershipSnapshot {
        electorate = List.copyOf(electorate);
    }

    public ViewId viewId() {
        return stint.view();
    }

    public boolean leading() {
        return role == Role.LEADER;
    }

    /** Everybody else in the view. */
    public List<Member> others() {
        return view.map(held -> held.others(uid)).orElse(List.of());
    }

    /** Who outranks this node for the lead, by a lower id; whom it follows or suspects is not counted. */
    public List<Member> rivals() {
        return others().stream()
                .filter(member ->
                        node.filter(own -> member.id().node().outranks(own)).isPresent())
                .filter(member -> leader.filter(followed -> followed.uid().equals(member.uid()))
                        .isEmpty())
                .toList();
    }

    /** The address book: who has this uid, in the view or once in it. */
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

    /** What a request to {@code target} carries. */
    public Header header(Uid target) {
        return new Header(node, uid, Optional.of(target), viewId());
    }
}
