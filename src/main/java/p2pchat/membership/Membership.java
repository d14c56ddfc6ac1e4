package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.machine.Machine;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;

/**
 * The one owner of role and view in a network.
 *
 * <pre>
 *                 joined, a newer view with this node in it
 *   RECOVERING ────────────────────────────────────────► MEMBER
 *    ▲ │  ▲ ▲                                             │  │
 *    │ │  │ └────── the leader denies that it leads ──────┘  │ the leader is lost
 *    │ │  │                                                  ▼
 *    │ │  └── outranked, denied, no answer ──────────── ELECTING ──┐
 *    │ │            (LEADER_FRESH: back to MEMBER)           ▲      │ granted
 *    │ └── the record's leader is gone ─────────────────────┘      ▼
 *    └──── a newer leadership ────────────────────────────────── LEADER  (also from RECOVERING: founded, granted;
 *                                                                          from MEMBER: handed over)
 *   LEFT: from every role, when the user leaves or the network is lost
 * </pre>
 *
 * <p>Each role is a {@link RoleState}; leaving it forgets its calls and timers. Every change of role or view begins a new
 * {@link Stint}. A leadership is known by its epoch, and nothing ever lowers the view id (I3, H18).
 *
 * <p>Mutable; its actor owns it.
 */
public final class Membership implements Machine<Membership.Input, Membership.Effect> {

    /** The timers; all end with the role that set them. */
    public enum Timer {
        LOOP,
        INFORMATION,
        REFRESH
    }

    /** Everything that happens to a membership. */
    public sealed interface Input {

        record Start() implements Input {}

        record TimerFired(Timer timer) implements Input {}

        // --- from the user

        record LeaveWanted() implements Input {}

        record RenameWanted(long ticket, Nick nick) implements Input {}

        // --- requests of other nodes, answered under their ticket

        record JoinRequested(long ticket, Header header, JoinRequest request) implements Input {}

        record LeaveRequested(long ticket, Header header) implements Input {}

        record CoordinatorRequested(long ticket, Header header, Coordinator coordinator) implements Input {}

        // --- outcomes of the calls that effects asked for

        record RecordFound(long ticket, Optional<NetworkInfo> record) implements Input {}

        record DirectoryAnswered(long ticket, DirectoryReply reply) implements Input {}

        record DirectoryFailed(long ticket) implements Input {}

        record JoinAnswered(long ticket, JoinReply reply) implements Input {}

        record LeaveAnswered(long ticket, LeaveReply reply) implements Input {}

        record CoordinatorAnswered(long ticket, CoordinatorReply reply) implements Input {}

        /** A call to a peer got no answer in time, or its connection was refused. */
        record PeerFailed(long ticket) implements Input {}

        // --- reports of liveness and election

        /** Another part of this node called the directory. */
        record DirectorySeen(boolean answers) implements Input {}

        /** A pong or an I_AM showed a view. */
        record ViewSeen(View view, boolean byItsLeader) implements Input {}

        /** A member of our view answered with a lower one. */
        record MemberBehind(MemberId member) implements Input {}

        /** This machine was suspended. */
        record Resumed() implements Input {}

        /** A report about one stint; it is dropped when that stint is over. */
        sealed interface StintReport extends Input {
            Stint stint();
        }

        record LeaderLost(Stint stint) implements StintReport {}

        record LeaderDenies(Stint stint) implements StintReport {}

        record LeaderSuspected(Stint stint, boolean suspected) implements StintReport {}

        record MemberLost(Stint stint, MemberId member) implements StintReport {}

        record Verified(Stint stint, Uid suspect, boolean alive) implements StintReport {}

        /** This process stood still (H6). */
        record Lagged(Stint stint) implements StintReport {}

        record MayClaim(Stint stint, int heard) implements StintReport {}

        record LeaderIsFresh(Stint stint) implements StintReport {}

        record ElectionOver(Stint stint) implements StintReport {}
    }

    /** Effects for the caller to perform. Those after a {@link Store} wait until that is durable (protocol 2.10). */
    public sealed interface Effect {
        record Store(ViewStore.Kept kept) implements Effect {}

        /** Looks up the record of this network's name; ends in RecordFound or DirectoryFailed. */
        record FindRecord(long ticket) implements Effect {}

        /** Ends in DirectoryAnswered or DirectoryFailed. */
        record AskDirectory(long ticket, DirectoryRequest request) implements Effect {}

        /** Ends in JoinAnswered or PeerFailed; likewise the next two. */
        record Join(long ticket, Leader to, JoinRequest request, long timeoutMillis) implements Effect {}

        record Leave(long ticket, Leader to, long timeoutMillis) implements Effect {}

        record Coordinate(long ticket, Leader to, Coordinator coordinator, long timeoutMillis) implements Effect {}

        /** Answers the request that came with this ticket. */
        sealed interface Answer extends Effect {
            long ticket();

            Object reply();
        }

        record AnswerJoin(long ticket, JoinReply reply) implements Answer {}

        record AnswerLeave(long ticket, LeaveReply reply) implements Answer {}

        record AnswerCoordinator(long ticket, CoordinatorReply reply) implements Answer {}

        record AnswerRename(long ticket, RenameReply reply) implements Answer {}

        record Schedule(Timer timer, long delayMillis) implements Effect {}

        record Cancel(Timer timer) implements Effect {}

        /** Gives the new snapshot to the other parts of the node; all headers carry it from now on. */
        record Publish(MembershipSnapshot snapshot) implements Effect {}

        /** Has liveness prove that this node is gone; ends in Verified. */
        record Verify(Stint stint, Leader suspect) implements Effect {}

        record Emit(NetworkEvent event) implements Effect {}
    }

    private final RoleContext context;

    public Membership(
            MembershipSettings settings, Applicant applicant, Optional<NetworkId> network, ViewStore.Kept kept) {
        this.context = new RoleContext(settings, new LocalState(applicant, network, kept));
    }

    public MembershipSnapshot snapshot() {
        return context.snapshot();
    }

    public Optional<NetworkId> network() {
        return context.self.network();
    }

    @Override
    public List<Effect> on(long now, RandomGenerator random, Input input) {
        handle(new InputContext(now, random), input);
        return context.out.drain();
    }

    /** Handles what is the same in every role, and leaves the rest to the role. */
    private void handle(InputContext at, Input input) {
        if (input instanceof Input.Start) {
            context.start(at);
        } else if (input instanceof Input.RenameWanted wanted) {
            context.role().rename(at, wanted.ticket(), wanted.nick());
        } else if (input instanceof Input.JoinRequested asked) {
            context.out.add(new Effect.AnswerJoin(
                    asked.ticket(),
                    context.self.isMissedBy(asked.header())
                            ? new JoinReply.Refused(Refusal.wrongTarget())
                            : context.role().joinRequested(at, asked.header(), asked.request())));
        } else if (input instanceof Input.LeaveRequested asked) {
            context.out.add(new Effect.AnswerLeave(
                    asked.ticket(),
                    context.self.isMissedBy(asked.header())
                            ? new LeaveReply.Refused(Refusal.wrongTarget())
                            : context.role().leaveRequested(at, asked.header())));
        } else if (input instanceof Input.CoordinatorRequested asked) {
            CoordinatorReply reply = coordinatorRequested(at, asked.header(), asked.coordinator());
            context.out.add(new Effect.AnswerCoordinator(asked.ticket(), reply));
        } else if (input instanceof Input.RecordFound found) {
            context.directorySeen(true);
            context.self.recordFound(found.record());
            context.role().on(at, found);
        } else if (input instanceof Input.DirectoryAnswered answered) {
            directoryAnswered(at, answered);
        } else if (input instanceof Input.DirectoryFailed failed) {
            context.directorySeen(false);
            context.role().on(at, failed);
        } else if (input instanceof Input.DirectorySeen seen) {
            context.directorySeen(seen.answers());
        } else if (input instanceof Input.ViewSeen seen) {
            context.viewSeen(at, seen.view(), seen.byItsLeader(), ViewReason.UNKNOWN);
        } else if (input instanceof Input.LeaderSuspected report) {
            leaderSuspected(report);
        } else if (input instanceof Input.Resumed) {
            context.recover(at, LeaderChangeReason.RESUMED); // whatever the role was (H6)
        } else if (!(input instanceof Input.StintReport report) || isCurrent(report)) {
            context.role().on(at, input);
        }
    }

    /** Acts on a late grant only by recovering: it shows that the group may go on under this node. */
    private void directoryAnswered(InputContext at, Input.DirectoryAnswered answered) {
        context.directorySeen(true);
        Stint before = context.stint();
        context.role().on(at, answered);
        boolean ignored = before.equals(context.stint());
        if (ignored
                && answered.reply() instanceof DirectoryReply.Granted granted
                && granted.epoch() > context.self.viewId().epoch()
                && context.self.is(granted.leader())) {
            context.recover(at, LeaderChangeReason.LATE_GRANT);
        }
    }

    private CoordinatorReply coordinatorRequested(InputContext at, Header header, Coordinator coordinator) {
        if (context.self.isMissedBy(header)) {
            return new CoordinatorReply.Refused(Refusal.wrongTarget());
        }
        if (context.role().role() == Role.LEFT) {
            return new CoordinatorReply.Refused(Refusal.notMember());
        }
        context.coordinatorSeen(at, header, coordinator);
        boolean stale = coordinator.view().id().epoch() < context.self.viewId().epoch()
                && coordinator.grant().isEmpty();
        return stale
                ? new CoordinatorReply.Stale(context.self.viewId(), context.self.leader())
                : new CoordinatorReply.Installed(context.self.viewId());
    }

    /** The end of a suspicion holds for every view of that leader; else a new view on its way would lose it. */
    private void leaderSuspected(Input.LeaderSuspected report) {
        if (report.suspected() ? isCurrent(report) : isOfThisEpoch(report)) {
            context.announcements.suspected(report.suspected(), context.role().role());
        }
    }

    private boolean isCurrent(Input.StintReport report) {
        return report instanceof Input.MemberLost
                ? isOfThisEpoch(report)
                : report.stint().equals(context.stint());
    }

    private boolean isOfThisEpoch(Input.StintReport report) {
        return report.stint().view().epoch() == context.stint().view().epoch();
    }
}
