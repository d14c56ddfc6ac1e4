package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
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
 *                 joined, a newer view with us in it
 *   RECOVERING ────────────────────────────────────────► MEMBER
 *    ▲ │  ▲ ▲                                             │  │
 *    │ │  │ └────── the leader does not lead us ──────────┘  │ the leader is lost
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
 * <p>Mutable; its actor owns it. {@code now} is in milliseconds of a clock that only runs forward.
 */
public final class Membership {

    /** The timers; all end with the role that set them. */
    public enum Timer {
        LOOP,
        INFORMATION,
        REFRESH
    }

    /** What the caller performs, in order. What follows a {@link Keep} waits until that is durable (protocol 2.10). */
    public sealed interface Effect {
        record Keep(ViewStore.Kept kept) implements Effect {}

        /** The record of this network's name; told by {@link #informed} or {@link #directoryFailed}. */
        record AskInformation(long ticket) implements Effect {}

        /** Told by {@link #directoryAnswered} or {@link #directoryFailed}. */
        record AskDirectory(long ticket, DirectoryRequest request) implements Effect {}

        /** Told by {@link #joinAnswered} or {@link #peerFailed}; so are the next two. */
        record Join(long ticket, Leader to, JoinRequest request, long timeoutMillis) implements Effect {}

        record Leave(long ticket, Leader to, long timeoutMillis) implements Effect {}

        record Coordinate(long ticket, Leader to, Coordinator coordinator, long timeoutMillis) implements Effect {}

        /** For whoever asked, under the ticket it was given. */
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

        /** For the other rooms, and for the headers of all that is sent from now on. */
        record Stand(MembershipSnapshot standing) implements Effect {}

        /** Have the watch prove that this one is gone; told by {@link #verified}. */
        record Verify(Stint stint, Leader suspect) implements Effect {}

        /** For whoever watches the network. */
        record Tell(NetworkEvent event) implements Effect {}
    }

    private final RoleContext core;

    public Membership(
            MembershipSettings settings, Applicant applicant, Optional<NetworkId> network, ViewStore.Kept kept) {
        this.core = new RoleContext(settings, new LocalState(applicant, network, kept));
    }

    public MembershipSnapshot standing() {
        return core.standing();
    }

    public Optional<NetworkId> network() {
        return core.self.network();
    }

    public List<Effect> start(long now, RandomGenerator random) {
        core.recover(new InputContext(now, random), LeaderChangeReason.UNKNOWN);
        return core.out.drain();
    }

    /** The user wants out. */
    public List<Effect> leave(long now, RandomGenerator random) {
        core.phase().leave(new InputContext(now, random));
        return core.out.drain();
    }

    public List<Effect> timer(long now, RandomGenerator random, Timer timer) {
        core.phase().timer(new InputContext(now, random), timer);
        return core.out.drain();
    }

    /** The user wants another nick. */
    public List<Effect> rename(long now, RandomGenerator random, long ticket, Nick nick) {
        if (!core.phase().rename(new InputContext(now, random), ticket, nick)) {
            core.renaming.answer(ticket, new RenameReply.NotNow("there is no leader at this moment"));
        }
        return core.out.drain();
    }

    public List<Effect> informed(long now, RandomGenerator random, long ticket, Optional<NetworkInfo> record) {
        core.directoryAnswers(true);
        core.self.informed(record);
        core.phase().informed(new InputContext(now, random), ticket, record);
        return core.out.drain();
    }

    /** A grant that comes after we turned to something else is not acted on, but shows where the group is going. */
    public List<Effect> directoryAnswered(long now, RandomGenerator random, long ticket, DirectoryReply reply) {
        InputContext at = new InputContext(now, random);
        core.directoryAnswers(true);
        Stint before = core.stint();
        core.phase().directoryAnswered(at, ticket, reply);
        boolean ignored = before.equals(core.stint());
        if (ignored
                && reply instanceof DirectoryReply.Granted granted
                && granted.epoch() > core.self.viewId().epoch()
                && core.self.is(granted.leader())
                && core.phase().role() != Role.RECOVERING
                && core.phase().role() != Role.LEFT) {
            core.recover(at, LeaderChangeReason.LATE_GRANT);
        }
        return core.out.drain();
    }

    public List<Effect> directoryFailed(long now, RandomGenerator random, long ticket) {
        core.directoryAnswers(false);
        core.phase().directoryFailed(new InputContext(now, random), ticket);
        return core.out.drain();
    }

    /** Whether the directory answered, when somebody else of this node asked it. */
    public List<Effect> directorySeen(boolean answers) {
        core.directoryAnswers(answers);
        return core.out.drain();
    }

    public List<Effect> joinAnswered(long now, RandomGenerator random, long ticket, JoinReply reply) {
        core.phase().joinAnswered(new InputContext(now, random), ticket, reply);
        return core.out.drain();
    }

    public List<Effect> leaveAnswered(long now, RandomGenerator random, long ticket, LeaveReply reply) {
        core.phase().leaveAnswered(new InputContext(now, random), ticket, reply);
        return core.out.drain();
    }

    public List<Effect> coordinatorAnswered(long now, RandomGenerator random, long ticket, CoordinatorReply reply) {
        core.phase().coordinatorAnswered(new InputContext(now, random), ticket, reply);
        return core.out.drain();
    }

    /** A call to a peer got no answer in time, or its connection was refused. */
    public List<Effect> peerFailed(long now, RandomGenerator random, long ticket) {
        core.phase().peerFailed(new InputContext(now, random), ticket);
        return core.out.drain();
    }

    public List<Effect> joinRequested(
            long now, RandomGenerator random, long ticket, Header header, JoinRequest request) {
        JoinReply reply = header.misses(core.self.applicant.uid())
                ? new JoinReply.Refused(Refusal.wrongTarget())
                : core.phase().joinRequested(new InputContext(now, random), header, request);
        core.out.add(new Effect.AnswerJoin(ticket, reply));
        return core.out.drain();
    }

    public List<Effect> leaveRequested(long now, RandomGenerator random, long ticket, Header header) {
        LeaveReply reply = header.misses(core.self.applicant.uid())
                ? new LeaveReply.Refused(Refusal.wrongTarget())
                : core.phase().leaveRequested(new InputContext(now, random), header);
        core.out.add(new Effect.AnswerLeave(ticket, reply));
        return core.out.drain();
    }

    public List<Effect> coordinatorRequested(
            long now, RandomGenerator random, long ticket, Header header, Coordinator coordinator) {
        InputContext at = new InputContext(now, random);
        if (header.misses(core.self.applicant.uid())) {
            core.out.add(new Effect.AnswerCoordinator(ticket, new CoordinatorReply.Refused(Refusal.wrongTarget())));
        } else if (core.phase().role() == Role.LEFT) {
            core.out.add(new Effect.AnswerCoordinator(ticket, new CoordinatorReply.Refused(Refusal.notMember())));
        } else {
            core.shown(at, header, coordinator);
            boolean stale = coordinator.view().id().epoch() < core.self.viewId().epoch()
                    && coordinator.grant().isEmpty();
            core.out.add(new Effect.AnswerCoordinator(
                    ticket,
                    stale
                            ? new CoordinatorReply.Stale(core.self.viewId(), core.self.leader())
                            : new CoordinatorReply.Installed(core.self.viewId())));
        }
        return core.out.drain();
    }

    /** Somebody showed a view, by a pong or an I_AM. */
    public List<Effect> viewSeen(long now, RandomGenerator random, View view, boolean byItsLeader) {
        core.seen(new InputContext(now, random), view, byItsLeader, ViewReason.UNKNOWN);
        return core.out.drain();
    }

    /** The leader is gone. Like all reports of the watch and of the election it is about one stint; late ones are dropped. */
    public List<Effect> leaderLost(long now, RandomGenerator random, Stint about) {
        return report(about, () -> core.phase().leaderLost(new InputContext(now, random)));
    }

    public List<Effect> leaderDenies(long now, RandomGenerator random, Stint about) {
        return report(about, () -> core.phase().leaderDenies(new InputContext(now, random)));
    }

    /** Trust that returned holds for every view of that leader: else a new view on the way would lose it. */
    public List<Effect> leaderSuspected(Stint about, boolean suspected) {
        boolean sameLeader = core.stint().view().epoch() == about.view().epoch();
        return report(!suspected && sameLeader ? core.stint() : about, () -> core.suspected(suspected));
    }

    public List<Effect> memberLost(long now, RandomGenerator random, Stint about, MemberId member) {
        return core.stint().view().epoch() == about.view().epoch()
                ? report(core.stint(), () -> core.phase().memberLost(new InputContext(now, random), member))
                : List.of();
    }

    public List<Effect> memberBehind(long now, RandomGenerator random, MemberId member) {
        return report(core.stint(), () -> core.phase().memberBehind(new InputContext(now, random), member));
    }

    public List<Effect> verified(long now, RandomGenerator random, Stint about, Uid suspect, boolean alive) {
        return report(about, () -> core.phase().verified(new InputContext(now, random), suspect, alive));
    }

    public List<Effect> lagged(long now, RandomGenerator random, Stint about) {
        return report(about, () -> core.phase().lagged(new InputContext(now, random)));
    }

    /** The machine was suspended: look for the leader anew, whatever we were (H6). */
    public List<Effect> resumed(long now, RandomGenerator random) {
        return report(core.stint(), () -> {
            if (core.phase().role() != Role.LEFT) {
                core.recover(new InputContext(now, random), LeaderChangeReason.RESUMED);
            }
        });
    }

    public List<Effect> mayClaim(long now, RandomGenerator random, Stint about, int heard) {
        return report(about, () -> core.phase().mayClaim(new InputContext(now, random), heard));
    }

    public List<Effect> leaderIsFresh(long now, RandomGenerator random, Stint about) {
        return report(about, () -> core.phase().leaderIsFresh(new InputContext(now, random)));
    }

    public List<Effect> electionOver(long now, RandomGenerator random, Stint about) {
        return report(about, () -> core.phase().electionOver(new InputContext(now, random)));
    }

    private List<Effect> report(Stint about, Runnable input) {
        if (about.equals(core.stint())) {
            input.run();
        }
        return core.out.drain();
    }
}
