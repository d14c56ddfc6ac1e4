package p2pchat.membership;

import java.util.Optional;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Role;
import p2pchat.model.View;

/**
 * A leader that leaves (H20) or has become a reader. The directory grants the lead to a successor, which receives the grant
 * with the view, so the gap is two round trips and no member waits until it misses the leader.
 */
final class HandingOver extends RoleState {

    private static final int TRIES = 3;

    /** A user does not wait longer for the end of a program; after that, the others elect. */
    private static final long MAX_MILLIS = 3_000;

    private final View view;
    private final ViewReason reason;
    private final Optional<Leader> successor;
    private Optional<Coordinator> handover = Optional.empty();
    private long call;
    private int triesLeft = TRIES;

    HandingOver(RoleContext context, View view, ViewReason reason) {
        super(context);
        this.view = view;
        this.reason = reason;
        this.successor = view.others(self.applicant.uid()).stream()
                .filter(member -> !self.isUnfit(member.uid()))
                .map(Leader::of)
                .findFirst();
    }

    @Override
    Role role() {
        return Role.LEADER;
    }

    @Override
    boolean isLeaving() {
        return reason == ViewReason.LEFT;
    }

    @Override
    void enter(InputContext at) {
        out.schedule(Timer.LOOP, MAX_MILLIS);
        if (successor.isPresent() || isLeaving()) {
            callNext(at);
        } else {
            end(at);
        }
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.TimerFired) {
            end(at);
        } else if (input instanceof MembershipInput.LeaveWanted && !isLeaving()) {
            context.become(at, context.roles.handingOver(view, ViewReason.LEFT));
        } else if (input instanceof MembershipInput.DirectoryAnswered answered && answered.ticket() == call) {
            directoryAnswered(at, answered.reply());
        } else if (input instanceof MembershipInput.CoordinatorAnswered answered && answered.ticket() == call) {
            end(at);
        } else if ((input instanceof MembershipInput.DirectoryFailed directory && directory.ticket() == call)
                || (input instanceof MembershipInput.PeerFailed peer && peer.ticket() == call)) {
            callNext(at);
        }
    }

    /** Asks the directory for the grant, then shows it to the successor; each call is tried a few times. */
    private void callNext(InputContext at) {
        if (triesLeft-- == 0) {
            end(at);
        } else if (handover.isPresent()) {
            call = out.coordinate(
                    successor.orElseThrow(),
                    handover.get(),
                    context.settings.pushTimeout().toMillis());
        } else {
            call = out.askDirectory(new DirectoryRequest.Handover(
                    self.applicant.name(), self.network().orElseThrow(), view.id(), self.contact(), successor));
        }
    }

    private void directoryAnswered(InputContext at, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted && successor.isPresent()) {
            Coordinator.Handed grant = new Coordinator.Handed(granted.epoch(), granted.block());
            handover = Optional.of(new Coordinator(view, Optional.of(grant), reason));
            triesLeft = TRIES;
            callNext(at);
        } else {
            end(at);
        }
    }

    private void end(InputContext at) {
        if (isLeaving()) {
            context.leave(at);
        } else {
            context.recover(at, LeaderChangeReason.DISMISSED);
        }
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.RetryLater("the leader is handing over");
    }
}
