package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.machine.Machine;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkId;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;

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
public final class Membership implements Machine<MembershipInput, MembershipEffect> {

    private final RoleContext context;

    public Membership(
            MembershipSettings settings, Applicant applicant, Optional<NetworkId> network, ViewStore.Kept kept) {
        this.context = new RoleContext(settings, new LocalState(applicant, network, kept), RoleFactory::new);
    }

    public MembershipSnapshot snapshot() {
        return context.snapshot();
    }

    public Optional<NetworkId> network() {
        return context.self.network();
    }

    @Override
    public List<MembershipEffect> on(long now, RandomGenerator random, MembershipInput input) {
        handle(new InputContext(now, random), input);
        return context.out.drain();
    }

    /** Handles what is the same in every role, and leaves the rest to the role. */
    private void handle(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.Start) {
            context.start(at);
        } else if (input instanceof MembershipInput.RenameWanted wanted) {
            context.role().rename(at, wanted.ticket(), wanted.nick());
        } else if (input instanceof MembershipInput.JoinRequested asked) {
            context.out.add(new MembershipEffect.AnswerJoin(
                    asked.ticket(),
                    context.self.isMissedBy(asked.header())
                            ? new JoinReply.Refused(Refusal.wrongTarget())
                            : context.role().joinRequested(at, asked.header(), asked.request())));
        } else if (input instanceof MembershipInput.LeaveRequested asked) {
            context.out.add(new MembershipEffect.AnswerLeave(
                    asked.ticket(),
                    context.self.isMissedBy(asked.header())
                            ? new LeaveReply.Refused(Refusal.wrongTarget())
                            : context.role().leaveRequested(at, asked.header())));
        } else if (input instanceof MembershipInput.CoordinatorRequested asked) {
            CoordinatorReply reply = coordinatorRequested(at, asked.header(), asked.coordinator());
            context.out.add(new MembershipEffect.AnswerCoordinator(asked.ticket(), reply));
        } else if (input instanceof MembershipInput.RecordFound found) {
            context.directorySeen(true);
            context.self.recordFound(found.record());
            context.role().on(at, found);
        } else if (input instanceof MembershipInput.DirectoryAnswered answered) {
            directoryAnswered(at, answered);
        } else if (input instanceof MembershipInput.DirectoryFailed failed) {
            context.directorySeen(false);
            context.role().on(at, failed);
        } else if (input instanceof MembershipInput.DirectorySeen seen) {
            context.directorySeen(seen.answers());
        } else if (input instanceof MembershipInput.ViewSeen seen) {
            context.viewSeen(at, seen.view(), seen.byItsLeader(), ViewReason.UNKNOWN);
        } else if (input instanceof MembershipInput.LeaderLied lied) {
            context.leaderLied(at, lied.leader(), lied.epoch(), lied.news());
        } else if (input instanceof MembershipInput.AuthorityChanged changed) {
            context.authorityChanged(at, changed);
        } else if (input instanceof MembershipInput.LeaderSuspected report) {
            leaderSuspected(report);
        } else if (input instanceof MembershipInput.AddressChanged changed) {
            context.self.applicant = context.self.applicant.at(changed.address());
            context.role().addressChanged(at);
        } else if (input instanceof MembershipInput.StoreStalled changed) {
            context.storeStalled(at, changed.stalled());
        } else if (input instanceof MembershipInput.Resumed) {
            context.recover(at, LeaderChangeReason.RESUMED); // whatever the role was (H6)
        } else if (!(input instanceof MembershipInput.StintReport report) || isCurrent(report)) {
            context.role().on(at, input);
        }
    }

    /** Acts on a late grant only by recovering: it shows that the group may go on under this node. */
    private void directoryAnswered(InputContext at, MembershipInput.DirectoryAnswered answered) {
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
    private void leaderSuspected(MembershipInput.LeaderSuspected report) {
        if (report.suspected() ? isCurrent(report) : isOfThisEpoch(report)) {
            context.announcements.suspected(report.suspected(), context.role().role());
        }
    }

    private boolean isCurrent(MembershipInput.StintReport report) {
        return report instanceof MembershipInput.MemberLost
                ? isOfThisEpoch(report)
                : report.stint().equals(context.stint());
    }

    private boolean isOfThisEpoch(MembershipInput.StintReport report) {
        return report.stint().view().epoch() == context.stint().view().epoch();
    }
}
