package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Role;

/** Follows the leader of the present view, and looks at the directory's record now and then (M3). */
final class Following implements RoleState {

    /** The record may name us without our knowing, if our last claim got no answer: look often. */
    private static final long ASK_SOON_MILLIS = 5_000;

    /** Otherwise only to notice that the group went on elsewhere. */
    private static final long ASK_MILLIS = 30_000;

    /** The directory lost the record or has an old copy, and its leader cannot restore it: look once more (H5). */
    private static final long ASK_AGAIN_MILLIS = 15_000;

    private final RoleContext core;
    private long call;
    private boolean forgotten;

    Following(RoleContext core) {
        this.core = core;
    }

    @Override
    public Role role() {
        return Role.MEMBER;
    }

    @Override
    public void enter(InputContext at) {
        scheduleQuestion();
    }

    private void scheduleQuestion() {
        long often = core.self.claimUnanswered ? ASK_SOON_MILLIS : ASK_MILLIS;
        core.out.schedule(Membership.Timer.INFORMATION, forgotten ? ASK_AGAIN_MILLIS : often);
    }

    @Override
    public void timer(InputContext at, Membership.Timer timer) {
        if (timer == Membership.Timer.INFORMATION) {
            call = core.out.askInformation();
        }
    }

    @Override
    public void informed(InputContext at, long ticket, Optional<NetworkInfo> found) {
        if (ticket != call) {
            return;
        }
        Optional<NetworkInfo> record = found.filter(
                known -> core.self.network().filter(known.id()::equals).isPresent());
        boolean namesUs =
                record.flatMap(NetworkInfo::leader).filter(core.self::is).isPresent();
        boolean wentOn = record.filter(
                        known -> known.epoch() > core.self.viewId().epoch())
                .isPresent();
        boolean outdated = record.filter(core.self::knowsNewer).isPresent();
        boolean forgottenBefore = forgotten;
        core.self.claimUnanswered = false;
        forgotten = found.isEmpty() || outdated;
        if (namesUs || wentOn) {
            core.recover(at, LeaderChangeReason.SUPERSEDED);
        } else if (forgotten && forgottenBefore) {
            core.recover(at, LeaderChangeReason.DIRECTORY_LOST);
        } else {
            scheduleQuestion();
        }
    }

    @Override
    public void directoryFailed(InputContext at, long ticket) {
        if (ticket == call) {
            scheduleQuestion();
        }
    }

    @Override
    public void leaderLost(InputContext at) {
        core.self.leader().ifPresent(leader -> core.become(at, new Electing(core, leader)));
    }

    @Override
    public void leaderDenies(InputContext at) {
        core.recover(at, LeaderChangeReason.DENIED);
    }

    /** Whoever knows the view passes it on; the leader alone insists. */
    @Override
    public void memberBehind(InputContext at, MemberId member) {
        core.self
                .view()
                .filter(view -> view.id().equals(core.self.viewId()))
                .ifPresent(view -> view.member(member.node())
                        .map(Leader::of)
                        .ifPresent(to -> core.out.coordinate(
                                to,
                                new Coordinator(view, Optional.empty(), ViewReason.UNKNOWN),
                                core.settings.pushTimeout().toMillis())));
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(core.self.leader(), core.self.viewId());
    }

    @Override
    public boolean rename(InputContext at, long ticket, Nick nick) {
        core.renaming.ask(ticket, core.self.leader().orElseThrow(), nick);
        return true;
    }

    @Override
    public void joinAnswered(InputContext at, long ticket, JoinReply reply) {
        if (core.renaming.waitsFor(ticket)) {
            if (reply instanceof JoinReply.Joined joined) {
                core.seen(at, joined.view(), true, ViewReason.RENAMED);
            }
            core.renaming.answered(reply);
        }
    }

    @Override
    public void peerFailed(InputContext at, long ticket) {
        if (core.renaming.waitsFor(ticket)) {
            core.renaming.end("the leader did not answer");
        }
    }

    @Override
    public void leave(InputContext at) {
        Leader leader = core.self.leader().orElseThrow();
        core.become(at, new Leaving(core, leader));
    }
}
