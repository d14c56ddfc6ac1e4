package p2pchat.membership;

import java.util.Optional;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Role;

/** Has lost its leader, and takes part in the election of the next. The directory decides on a claim. */
final class Electing extends RoleState {

    /** Bounds the wait; an election ends long before. */
    private static final long MAX_MILLIS = 15_000;

    private final Leader suspect;
    private long claim;

    Electing(RoleContext context, Leader suspect) {
        super(context);
        this.suspect = suspect;
    }

    @Override
    Role role() {
        return Role.ELECTING;
    }

    @Override
    Optional<Leader> suspect() {
        return Optional.of(suspect);
    }

    @Override
    void enter(InputContext at) {
        out.schedule(Timer.LOOP, MAX_MILLIS);
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.MayClaim may) {
            claim(at, may.heard());
        } else if (input instanceof MembershipInput.DirectoryAnswered answered && answered.ticket() == claim) {
            claimAnswered(at, answered.reply());
        } else if (input instanceof MembershipInput.DirectoryFailed failed && failed.ticket() == claim) {
            self.claimUnanswered = true;
            context.recoverLater(at);
        } else if (input instanceof MembershipInput.LeaderIsFresh) {
            followAgain(at);
        } else if (input instanceof MembershipInput.ElectionOver
                || input instanceof MembershipInput.Lagged // the silence was this node's own pause (H6)
                || (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.LOOP)) {
            context.recover(at, LeaderChangeReason.SILENT);
        } else if (input instanceof MembershipInput.LeaveWanted) {
            context.leave(at);
        }
    }

    private void claim(InputContext at, int heard) {
        if (!self.mayLead()) { // the directory has not answered, and an election without it ends at once
            context.recoverLater(at);
        } else if (claim == 0) {
            claim = out.askDirectory(self.claim(heard));
        }
    }

    private void claimAnswered(InputContext at, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted) {
            context.lead(at, granted, Optional.of(suspect), Optional.empty());
        } else if (reply instanceof DirectoryReply.Stale stale) {
            if (!context.failIfNameReused(at, stale.current())) {
                context.recover(at, LeaderChangeReason.SUPERSEDED);
            }
        } else {
            if (reply instanceof DirectoryReply.Denied denied) {
                context.announcements.claimDenied(denied.stays());
            }
            context.recoverLater(at);
        }
    }

    /** Follows the leader again because a member hears it, if this node knows its view. */
    private void followAgain(InputContext at) {
        boolean known = self.view()
                .filter(view -> view.id().equals(self.viewId()))
                .filter(self::isMemberOf)
                .isPresent();
        if (known) {
            context.become(at, context.roles.following());
        } else {
            context.recover(at, LeaderChangeReason.SILENT);
        }
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.empty(), self.viewId());
    }
}
