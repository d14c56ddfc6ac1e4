package p2pchat.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Checks the safety invariants of membership and directory during a whole run (I1-I3, I6-I9), and hashes the run. */
final class SafetyChecker {

    /** An invariant does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private final EventLoop loop;
    private final Map<Long, Uid> leaders = new HashMap<>();
    private final Map<NodeId, Uid> owners = new HashMap<>();
    private final Map<Uid, NodeId> ids = new HashMap<>();
    private final Map<ViewId, View> views = new HashMap<>();
    private final Map<Uid, ViewId> newest = new HashMap<>();
    private final Map<Long, Uid> grants = new HashMap<>();
    private final Map<Integer, Long> reserved = new HashMap<>();
    private final Set<Uid> liars = new HashSet<>();
    private long highestEpoch;
    private long hash = 17;

    SafetyChecker(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns the uid that a node id belongs to, if a view has named it. */
    Optional<Uid> owner(NodeId node) {
        return Optional.ofNullable(owners.get(node));
    }

    /** Returns the number of epochs that the directory granted. */
    int grantCount() {
        return grants.size();
    }

    /** Returns the number of views that leaders installed. */
    int viewCount() {
        return views.size();
    }

    long hash() {
        return hash;
    }

    /**
     * A process starts from its store: it may have forgotten a newer epoch it only heard of, but not its stored view.
     */
    void processStarted(Uid uid, Optional<View> stored) {
        newest.put(uid, stored.map(View::id).orElse(ViewId.NONE));
    }

    /** This leader signs two views of one id from now on. */
    void exclude(Uid liar) {
        liars.add(liar);
    }

    void stateChanged(MembershipSnapshot snapshot) {
        mix(
                loop.now(),
                snapshot.uid().hashCode(),
                snapshot.role().name().hashCode(),
                snapshot.viewId().hashCode());
        ViewId before = newest.put(snapshot.uid(), snapshot.viewId());
        check(
                before == null || !before.newerThan(snapshot.viewId()),
                "I3: " + snapshot.uid() + " went from view " + before + " back to " + snapshot.viewId());
        snapshot.node().ifPresent(node -> {
            NodeId known = ids.putIfAbsent(snapshot.uid(), node);
            check(known == null || known.equals(node), "I9: " + snapshot.uid() + " was " + known + " and is " + node);
        });
        snapshot.view().ifPresent(this::checkView);
        if (snapshot.role() == Role.LEADER) {
            checkLeader(snapshot.uid(), snapshot.viewId().epoch());
        }
    }

    private void checkLeader(Uid leader, long epoch) {
        Uid other = leaders.putIfAbsent(epoch, leader);
        check(other == null || other.equals(leader), "I1: epoch " + epoch + " has leaders " + other + " and " + leader);
        check(leader.equals(grants.get(epoch)), "I1: epoch " + epoch + " was not granted to its leader " + leader);
    }

    private void checkView(View view) {
        if (liars.contains(view.leaderMember().uid())) {
            view.members().forEach(member -> owners.putIfAbsent(member.node(), member.uid()));
            return;
        }
        View same = views.putIfAbsent(view.id(), view);
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
                        "I8: " + member.node() + " was assigned in epoch "
                                + view.id().epoch() + " but belongs to epoch " + block);
            }
        }
    }

    /** Checks a reply of the directory; a repeated reply must match the first. */
    void directoryAnswered(DirectoryRequest request, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted) {
            Uid winner = granted.leader().uid();
            Uid before = grants.putIfAbsent(granted.epoch(), winner);
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

    static void check(boolean holds, String violation) {
        if (!holds) {
            throw new Violation(violation);
        }
    }
}
