package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Role;

/** Has lost its leader, and takes part in the election of the next. The directory decides about a claim. */
final class Electing implements RoleState {

    /** An election ends long before; no wait is without end. */
    private static final long AT_MOST_MILLIS = 15_000;

    private final RoleContext core;
    final Leader suspect;
    private long call;

    Electing(RoleContext core, Leader suspect) {
        this.core = core;
        this.suspect = suspect;
    }

    @Override
    public Role role() {
        return Role.ELECTING;
    }

    @Override
    public void enter(InputContext at) {
        core.out.schedule(Membership.Timer.LOOP, AT_MOST_MILLIS);
    }

    @Override
    public void timer(InputContext at, Membership.Timer timer) {
        if (timer == Membership.Timer.LOOP) {
            core.recover(at, LeaderChangeReason.SILENT);
        }
    }

    @Override
    public void mayClaim(InputContext at, int heard) {
        if (!core.self.mayLead()) {
            core.recover(at, LeaderChangeReason.SILENT);
        } else if (call == 0) {
            call = core.out.ask(core.self.claim(heard));
        }
    }

    @Override
    public void directoryAnswered(InputContext at, long ticket, DirectoryReply reply) {
        if (ticket != call) {
            return;
        }
        if (reply instanceof DirectoryReply.Granted granted) {
            core.lead(at, granted, Optional.of(suspect), Optional.empty());
        } else if (reply instanceof DirectoryReply.Stale stale
                && core.lostNameTo(stale.current().id())) {
            core.endNameReused(at, stale.current().id());
        } else if (reply instanceof DirectoryReply.Stale) {
            core.recover(at, LeaderChangeReason.SILENT);
        } else if (reply instanceof DirectoryReply.Denied denied) {
            core.announcements.denied(denied.stays());
            core.recoverLater(at);
        } else {
            core.recoverLater(at);
        }
    }

    @Override
    public void directoryFailed(InputContext at, long ticket) {
        if (ticket == call) {
            core.self.claimUnanswered = true;
            core.recoverLater(at);
        }
    }

    /** Somebody hears the leader well, so follow it again, if we know its view. */
    @Override
    public void leaderIsFresh(InputContext at) {
        boolean known = core.self
                .view()
                .filter(view -> view.id().equals(core.self.viewId()))
                .isPresent();
        if (known && core.self.view().filter(core.self::standsIn).isPresent()) {
            core.become(at, new Following(core));
        } else {
            core.recover(at, LeaderChangeReason.SILENT);
        }
    }

    @Override
    public void electionOver(InputContext at) {
        core.recover(at, LeaderChangeReason.SILENT);
    }

    /** What we concluded from silence was our own pause (H6). */
    @Override
    public void lagged(InputContext at) {
        core.recover(at, LeaderChangeReason.SILENT);
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.empty(), core.self.viewId());
    }

    @Override
    public void leave(InputContext at) {
        core.depart(at);
    }
}
