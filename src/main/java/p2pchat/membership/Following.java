package p2pchat.membership;

import java.util.Optional;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Role;

/** Follows the leader of the current view, and checks the directory's record now and then (M3). */
final class Following extends RoleState {

    /** If the last claim got no answer, the record may name this node, so it is checked often. */
    private static final long UNANSWERED_CLAIM_MILLIS = 5_000;

    /** Otherwise the check only finds out whether the group went on elsewhere. */
    private static final long CHECK_MILLIS = 30_000;

    /** If the directory lost the record or has an old copy, the leader gets this long to restore it (H5). */
    private static final long RECHECK_MILLIS = 15_000;

    private long call;
    private boolean recordOutdated;

    Following(RoleContext context) {
        super(context);
    }

    @Override
    Role role() {
        return Role.MEMBER;
    }

    @Override
    void enter(InputContext at) {
        scheduleCheck();
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.INFORMATION) {
            call = out.findRecord();
        } else if (input instanceof MembershipInput.RecordFound found && found.ticket() == call) {
            checkRecord(at, found.record());
        } else if (input instanceof MembershipInput.DirectoryFailed failed && failed.ticket() == call) {
            scheduleCheck();
        } else if (input instanceof MembershipInput.LeaderLost) {
            self.leader().ifPresent(leader -> context.become(at, context.roles.electing(leader)));
        } else if (input instanceof MembershipInput.LeaderDenies) {
            context.recover(at, LeaderChangeReason.DENIED);
        } else if (input instanceof MembershipInput.MemberBehind behind) {
            showView(behind.member());
        } else if (input instanceof MembershipInput.JoinAnswered answered
                && context.nickChange.isWaitingFor(answered.ticket())) {
            renamed(at, answered.reply());
        } else if (input instanceof MembershipInput.PeerFailed failed
                && context.nickChange.isWaitingFor(failed.ticket())) {
            context.nickChange.fail("the leader did not answer");
        } else if (input instanceof MembershipInput.LeaveWanted) {
            context.become(at, context.roles.leaving(self.leader().orElseThrow()));
        }
    }

    private void scheduleCheck() {
        long period = self.claimUnanswered ? UNANSWERED_CLAIM_MILLIS : CHECK_MILLIS;
        out.schedule(Timer.INFORMATION, recordOutdated ? RECHECK_MILLIS : period);
    }

    private void checkRecord(InputContext at, Optional<NetworkInfo> found) {
        Optional<NetworkInfo> ours = found.filter(
                record -> self.network().filter(record.id()::equals).isPresent());
        boolean namesThisNode =
                ours.flatMap(NetworkInfo::leader).filter(self::is).isPresent();
        boolean isNewer =
                ours.filter(record -> record.epoch() > self.viewId().epoch()).isPresent();
        boolean outdatedBefore = recordOutdated;
        recordOutdated = found.isEmpty() || ours.filter(self::isOutdated).isPresent();
        self.claimUnanswered = false;
        if (namesThisNode || isNewer) {
            context.recover(at, LeaderChangeReason.SUPERSEDED);
        } else if (recordOutdated && outdatedBefore) {
            context.recover(at, LeaderChangeReason.DIRECTORY_LOST);
        } else {
            scheduleCheck();
        }
    }

    /** Passes the view on once; only the leader insists. */
    private void showView(MemberId behind) {
        self.view().filter(view -> view.id().equals(self.viewId())).ifPresent(view -> {
            Coordinator coordinator = new Coordinator(view, Optional.empty(), ViewReason.UNKNOWN);
            Optional<Member> member = view.member(behind.node());
            member.map(Leader::of)
                    .ifPresent(to -> out.coordinate(
                            to, coordinator, context.settings.pushTimeout().toMillis()));
        });
    }

    private void renamed(InputContext at, JoinReply reply) {
        if (reply instanceof JoinReply.Joined joined) {
            context.viewSeen(at, joined.view(), true, ViewReason.RENAMED);
        }
        context.nickChange.answered(reply);
    }

    @Override
    void rename(InputContext at, long ticket, Nick nick) {
        context.nickChange.request(ticket, self.leader().orElseThrow(), nick);
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(self.leader(), self.viewId());
    }
}
