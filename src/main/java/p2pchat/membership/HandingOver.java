package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Role;
import p2pchat.model.View;

/**
 * A leader on its way out (H20): the directory grants the lead to its successor, which is told with the view; so the gap
 * is two round trips and nobody need be missed first.
 */
final class HandingOver implements RoleState {

    private static final int TRIES = 3;

    /** Whoever leaves does not wait longer than people do; then the others elect. */
    private static final long AT_MOST_MILLIS = 3_000;

    private final RoleContext core;
    private final View view;
    private final Optional<Leader> successor;
    private Optional<Coordinator> handed = Optional.empty();
    private long call;
    private int triesLeft = TRIES;

    HandingOver(RoleContext core, View view) {
        this.core = core;
        this.view = view;
        this.successor =
                view.others(core.self.applicant.uid()).stream().map(Leader::of).findFirst();
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    @Override
    public void enter(InputContext at) {
        core.out.schedule(Membership.Timer.LOOP, AT_MOST_MILLIS);
        next(at);
    }

    @Override
    public void timer(InputContext at, Membership.Timer timer) {
        core.depart(at);
    }

    private void next(InputContext at) {
        if (triesLeft-- == 0) {
            core.depart(at);
        } else if (handed.isPresent()) {
            call = core.out.coordinate(
                    successor.orElseThrow(),
                    handed.get(),
                    core.settings.pushTimeout().toMillis());
        } else {
            call = core.out.ask(new DirectoryRequest.Handover(
                    core.self.applicant.name(),
                    core.self.network().orElseThrow(),
                    view.id(),
                    core.self.contact(),
                    successor));
        }
    }

    @Override
    public void directoryAnswered(InputContext at, long ticket, DirectoryReply reply) {
        if (ticket != call) {
            return;
        }
        if (reply instanceof DirectoryReply.Granted granted && successor.isPresent()) {
            handed = Optional.of(new Coordinator(
                    view, Optional.of(new Coordinator.Handed(granted.epoch(), granted.block())), ViewReason.LEFT));
            triesLeft = TRIES;
            next(at);
        } else {
            core.depart(at);
        }
    }

    @Override
    public void directoryFailed(InputContext at, long ticket) {
        if (ticket == call) {
            next(at);
        }
    }

    @Override
    public void coordinatorAnswered(InputContext at, long ticket, CoordinatorReply reply) {
        if (ticket == call) {
            core.depart(at);
        }
    }

    @Override
    public void peerFailed(InputContext at, long ticket) {
        if (ticket == call) {
            next(at);
        }
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.RetryLater("the leader leaves");
    }

    @Override
    public void leave(InputContext at) {}
}
