package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;
import p2pchat.model.View;

/**
 * Decides on a join request by the rules of admission (M4, H8, H12).
 *
 * <pre>
 *   presents an id outside the block that is free   that id, whatever the roster says
 *   has a uid in the view or the roster             the id it had
 *   otherwise                                       the next id of the block
 * </pre>
 */
sealed interface Admission {

    /**
     * The member is admitted.
     *
     * @param view the next view, or the current one if nothing changes
     * @param block the ids that are left
     */
    record Admitted(Member member, View view, IdBlock block) implements Admission {}

    record Refused(Refusal why) implements Admission {}

    /** The nick looks like another member's. A member signs its own nick, so it must ask again with a free one. */
    record NickTaken(Nick free) implements Admission {}

    /** The block is used up; the directory extends it at a refresh (H7). */
    record OutOfIds() implements Admission {}

    static Admission decide(
            View view, KnownMembers roster, IdBlock block, Optional<NodeId> presented, Uid uid, JoinRequest request) {
        Optional<NodeId> known = presented
                .filter(id -> !block.contains(id) && isFree(id, uid, view, roster))
                .or(() -> view.member(uid).map(Member::node))
                .or(() -> roster.idOf(uid).filter(id -> isFree(id, uid, view, roster)));
        if (presented.isPresent() && !presented.equals(known)) {
            return new Refused(new Refusal(Refusal.Reason.CONFLICT, presented.get() + " belongs to another member"));
        }
        List<Member> rest = view.others(uid);
        if (rest.size() >= View.MAX_MEMBERS) {
            return new Refused(
                    new Refusal(Refusal.Reason.FULL, "a network has at most " + View.MAX_MEMBERS + " members"));
        }
        Nick free = request.nick()
                .makeUnique(candidate -> Stream.concat(rest.stream().map(Member::nick), roster.nicks(uid))
                        .anyMatch(other -> other.isConfusableWith(candidate)));
        if (!free.equals(request.nick())) {
            return new NickTaken(free);
        }
        if (known.isEmpty() && block.isEmpty()) {
            return new OutOfIds();
        }
        NodeId id = known.orElseGet(() -> new NodeId(block.first()));
        IdBlock left = known.isPresent() ? block : block.rest();
        Optional<Member> before = view.member(uid);
        Member member = new Member(
                new MemberId(id, uid),
                request.address(),
                request.nick(),
                before.filter(old -> old.node().equals(id))
                        .map(Member::joinedAt)
                        .orElse(view.id().next()),
                request.visiting());
        if (before.filter(member::equals).isPresent()) {
            return new Admitted(member, view, left);
        }
        List<Member> members = Stream.concat(rest.stream(), Stream.of(member)).toList();
        return new Admitted(member, new View(view.id().next(), view.leader(), members), left);
    }

    private static boolean isFree(NodeId id, Uid uid, View view, KnownMembers roster) {
        return view.member(id).filter(holder -> !holder.uid().equals(uid)).isEmpty() && roster.isFree(id, uid);
    }
}
