package p2pchat.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The witness of a whole run: remembers what must never be contradicted, and speaks up at once (I1-I3, I6-I9). */
final class SafetyChecker {

    /** An invariant does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private final EventLoop timeline;
    private final Map<Long, Uid> leaders = new HashMap<>();
    private final Map<NodeId, Uid> owners = new HashMap<>();
    private final Map<Uid, NodeId> ids = new HashMap<>();
    private final Map<ViewId, View> viewCount = new HashMap<>();
    private final Map<Uid, ViewId> newest = new HashMap<>();
    private final Map<Long, Uid> grantCount = new HashMap<>();
    private final Map<Integer, Long> reserved = new HashMap<>();
    private long highestEpoch;
    private long hash = 17;

    SafetyChecker(EventLoop timeline) {
        this.timeline = timeline;
    }

    /** How many leaderships the directory granted. */
    int grantCount() {
        return grantCount.size();
    }

    /** How many views leaders installed. */
    int viewCount() {
        return viewCount.size();
    }

    long hash() {
        return hash;
    }

    /** A process starts from its store: what it only heard of a newer epoch is forgotten, what it kept is not. */
    void processStarted(Uid uid, Optional<View> kept) {
        newest.put(uid, kept.map(View::id).orElse(ViewId.NONE));
    }

    void stateChanged(MembershipSnapshot standing) {
        mix(
                timeline.now(),
                standing.uid().hashCode(),
                standing.role().name().hashCode(),
                standing.viewId().hashCode());
        ViewId before = newest.put(standing.uid(), standing.viewId());
        if (before != null && before.newerThan(standing.viewId())) {
            throw new Violation(
                    "I3: " + standing.uid() + " went from view " + before + " back to " + standing.viewId());
        }
        standing.node().ifPresent(node -> {
            NodeId known = ids.putIfAbsent(standing.uid(), node);
            check(known == null || known.equals(node), "I9: " + standing.uid() + " was " + known + " and is " + node);
        });
        standing.view().ifPresent(this::checkView);
        if (standing.role() == Role.LEADER) {
            long epoch = standing.viewId().epoch();
            Uid other = leaders.putIfAbsent(epoch, standing.uid());
            check(
                    other == null || other.equals(standing.uid()),
                    "I1: epoch " + epoch + " is led by " + other + " and by " + standing.uid());
            check(
                    standing.uid().equals(grantCount.get(epoch)),
                    "I1: nobody granted epoch " + epoch + " to " + standing.uid());
        }
    }

    private void checkView(View view) {
        View same = viewCount.putIfAbsent(view.id(), view);
        if (same != null) {
            check(
                    same.equals(view),
                    "I3: two views " + view.id() + ": " + TranscriptText.of(same) + " / " + TranscriptText.of(view));
            return;
        }
        for (Member member : view.members()) {
            Uid owner = owners.putIfAbsent(member.node(), member.uid());
            check(
                    owner == null || owner.equals(member.uid()),
                    "I2: " + member.node() + " is " + owner + " and " + member.uid());
            if (owner == null) {
                Long block = reserved.get(member.node().value());
                check(
                        block != null && block == view.id().epoch(),
                        "I8: " + member.node() + " was given in epoch "
                                + view.id().epoch() + " but belongs to epoch " + block);
            }
        }
    }

    /** What the directory said; a second time it must say the same. */
    void directoryAnswered(DirectoryRequest request, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted) {
            Uid winner = granted.leader().uid();
            Uid before = grantCount.putIfAbsent(granted.epoch(), winner);
            check(before == null || before.equals(winner), "I7: epoch " + granted.epoch() + " granted twice");
            check(
                    before != null || granted.epoch() > highestEpoch,
                    "I7: epoch " + granted.epoch() + " granted after " + highestEpoch);
            highestEpoch = Math.max(highestEpoch, granted.epoch());
            reserve(granted.block(), granted.epoch());
        } else if (reply instanceof DirectoryReply.Refreshed refreshed
                && request instanceof DirectoryRequest.Refresh refresh) {
            reserve(refreshed.block(), refresh.view().epoch());
        }
    }

    private void reserve(IdBlock block, long epoch) {
        for (int id = block.first(); id <= block.last(); id++) {
            Long before = reserved.putIfAbsent(id, epoch);
            check(
                    before == null || before == epoch,
                    "I7: id " + id + " reserved for epochs " + before + " and " + epoch);
        }
    }

    private void mix(long... facts) {
        for (long fact : facts) {
            hash = hash * 31 + fact;
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }
}
