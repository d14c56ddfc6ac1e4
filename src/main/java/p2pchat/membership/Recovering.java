package p2pchat.membership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.JoinProof;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Uid;

/**
 * Searches for the leader, or for the right to become it, in rounds that end in another role or are repeated.
 *
 * <pre>
 *   PAUSING ──► FINDING_RECORD ──► JOINING ──► VERIFYING    JOINING ends in MEMBER, VERIFYING in ELECTING
 *                     │               │
 *                     └──► CLAIMING ◄─┘                     CLAIMING ends in LEADER
 *   every other outcome leads back to PAUSING
 * </pre>
 *
 * A leader that cannot be reached is verified as gone before anyone competes for its place.
 */
final class Recovering extends RoleState {

    /** The leader that the record names counts as gone after this many answers that it does not lead (protocol 2.2). */
    private static final int MAX_DENIALS = 4;

    /** A leader that has just left is replaced within this time, or its record is vacant. */
    private static final long UNREPORTED_MILLIS = 2_000;

    /** A process that has just started makes its first call slowly, and has no other member to ask. */
    private static final Duration NEWCOMER_JOIN_TIMEOUT = Duration.ofSeconds(3);

    /** How often a node asks whether it was approved. */
    private static final long APPROVAL_MILLIS = 2_000;

    static final NodeId FOUNDER = new NodeId(1);

    private enum Step {
        PAUSING,
        FINDING_RECORD,
        CLAIMING,
        JOINING,
        VERIFYING
    }

    /**
     * One round.
     *
     * @param record the directory's record, if it has one
     * @param target the node that was asked to admit this one; it may be proved gone after the step has ended
     * @param hintFollowed only one hint of another node is followed in a round
     */
    private record Round(Optional<NetworkInfo> record, Optional<Target> target, boolean hintFollowed) {
        static final Round NEW = new Round(Optional.empty(), Optional.empty(), false);

        Optional<Leader> leader() {
            return target.map(Target::leader);
        }

        boolean isTargetNamedByRecord() {
            return record.flatMap(NetworkInfo::leader).equals(leader());
        }
    }

    private record Target(Leader leader, long epoch) {}

    private final long delayMillis;
    private Step step = Step.PAUSING;
    private long call;
    private Round round = Round.NEW;
    private int denials;
    private int nicksTried;
    private long searchedSince;

    Recovering(RoleContext context, long delayMillis) {
        super(context);
        this.delayMillis = delayMillis;
    }

    @Override
    Role role() {
        return Role.RECOVERING;
    }

    @Override
    void enter(InputContext at) {
        searchedSince = at.now();
        out.schedule(Timer.LOOP, delayMillis);
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.LOOP && self.storeStalled) {
            pause(at);
        } else if (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.LOOP) {
            round = Round.NEW;
            nicksTried = 0;
            begin(Step.FINDING_RECORD, out.findRecord());
        } else if (input instanceof MembershipInput.RecordFound found && found.ticket() == call) {
            found.record().ifPresentOrElse(record -> followRecord(at, record), () -> noRecord(at));
        } else if (input instanceof MembershipInput.DirectoryAnswered answered && answered.ticket() == call) {
            claimAnswered(at, answered.reply());
        } else if (input instanceof MembershipInput.DirectoryFailed failed && failed.ticket() == call) {
            directoryFailed(at);
        } else if (input instanceof MembershipInput.JoinAnswered answered && answered.ticket() == call) {
            joinAnswered(at, answered.reply());
        } else if (input instanceof MembershipInput.PeerFailed failed && failed.ticket() == call) {
            unreachable(at);
        } else if (input instanceof MembershipInput.Verified verified) {
            verified(at, verified.suspect(), verified.alive());
        } else if (input instanceof MembershipInput.LeaveWanted) {
            context.leave(at);
        }
    }

    private void begin(Step next, long ticket) {
        step = next;
        call = ticket;
    }

    private void pause(InputContext at) {
        begin(Step.PAUSING, 0);
        out.schedule(Timer.LOOP, context.searchPause(at.random()));
    }

    // --- the directory

    private void followRecord(InputContext at, NetworkInfo record) {
        if (context.failIfNameReused(at, record)) {
            return;
        }
        self.network(record.id());
        round = new Round(Optional.of(record), round.target(), round.hintFollowed());
        Optional<Leader> leader = record.leader().filter(named -> !self.is(named));
        if (self.isOutdated(record) || leader.isEmpty()) {
            claim(at); // restores what an old copy has forgotten (H5)
        } else {
            join(at, leader.get(), record.epoch());
        }
    }

    private void noRecord(InputContext at) {
        if (self.knowsViews()) {
            claim(at); // restores the record (H5)
        } else if (self.applicant.create()) {
            NetworkId id = self.network().orElseGet(() -> context.randomNetworkId(at.random()));
            self.network(id);
            Leader founder = new Leader(new MemberId(FOUNDER, self.applicant.uid()), self.applicant.address());
            begin(Step.CLAIMING, out.askDirectory(new DirectoryRequest.Create(self.applicant.name(), id, founder)));
        } else if (!self.applicant.contacts().isEmpty()) {
            askAnyMember(at);
        } else {
            context.announcements.trouble(
                    new Problem.NetworkUnknown(self.applicant.name(), self.applicant.directory()));
            pause(at);
        }
    }

    private void claim(InputContext at) {
        if (self.isUnfit()) {
            mayNotLead(at); // no member would follow this node
        } else {
            begin(Step.CLAIMING, out.askDirectory(self.claim(1)));
        }
    }

    /** Waits for a leader, which may also know that this node was admitted again. */
    private void mayNotLead(InputContext at) {
        context.announcements.trouble(
                self.isRemoved(self.applicant.uid())
                        ? Problem.Removed.from(self.applicant.name())
                        : new Problem.NobodyLeads(self.applicant.name()));
        pause(at);
    }

    private void claimAnswered(InputContext at, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted) {
            context.lead(at, granted, round.leader(), round.record());
        } else if (reply instanceof DirectoryReply.NameTaken taken) {
            followRecord(at, taken.existing()); // another founder was faster, so join its network
        } else if (reply instanceof DirectoryReply.Denied denied && self.is(denied.stays())) {
            refused(at, Refusal.identityInUse(denied.stays().address()));
        } else if (reply instanceof DirectoryReply.NotAllowed) {
            pause(at); // it has statements that this node lacks
        } else if (reply instanceof DirectoryReply.Full full) {
            context.fail(at, new Problem.DirectoryFull(self.applicant.directory(), full.limit()));
        } else if (!(reply instanceof DirectoryReply.Stale stale) || !context.failIfNameReused(at, stale.current())) {
            if (reply instanceof DirectoryReply.Retry retry) {
                context.announcements.trouble(
                        new Problem.DirectoryNotReady(self.applicant.directory(), retry.reason()));
            }
            pause(at);
        }
    }

    private void directoryFailed(InputContext at) {
        context.announcements.trouble(new Problem.DirectoryUnreachable(self.applicant.directory(), "no answer"));
        if (step == Step.CLAIMING) {
            self.claimUnanswered = true;
            out.schedule(Timer.LOOP, context.claimBackoff(at.random()));
        } else {
            askAnyMember(at);
        }
    }

    /** Without the directory, asks a random node it ever knew, or that its invitation names, which may lead or know the leader. */
    private void askAnyMember(InputContext at) {
        List<Leader> known = new ArrayList<>(self.known.others(self.applicant.uid()).stream()
                .filter(member -> !self.isRemoved(member.uid()))
                .map(Leader::of)
                .toList());
        self.leader().filter(leader -> !self.is(leader)).ifPresent(known::add);
        if (known.isEmpty()) {
            known.addAll(self.applicant.contacts());
        }
        if (known.isEmpty()) {
            pause(at);
        } else {
            join(at, known.get(at.random().nextInt(known.size())), self.viewId().epoch());
        }
    }

    // --- the leader

    private void join(InputContext at, Leader leader, long epoch) {
        round = new Round(round.record(), Optional.of(new Target(leader, epoch)), round.hintFollowed());
        if (self.isUnfit(leader.uid())) {
            targetUnfit(at);
            return;
        }
        JoinRequest request = new JoinRequest(
                self.nick, self.applicant.address(), self.applicant.visiting(), self.applicant.invited(), true);
        Duration timeout = self.knowsViews() ? context.settings.joinTimeout() : NEWCOMER_JOIN_TIMEOUT;
        begin(Step.JOINING, out.join(leader, request, timeout.toMillis()));
    }

    private void joinAnswered(InputContext at, JoinReply reply) {
        if (reply instanceof JoinReply.Joined joined
                && isForThisNode(joined)
                && !context.isRefused(at, joined.view())) {
            out.report(new MembershipReport.Admitted(joined.frontier()));
            context.follow(at, joined.view(), ViewReason.JOINED);
        } else if (reply instanceof JoinReply.NotLeader elsewhere) {
            targetDenies(at, elsewhere);
        } else if (reply instanceof JoinReply.NickTaken taken) {
            nickTaken(at, taken.free());
        } else if (reply instanceof JoinReply.Refused refused) {
            refused(at, refused.why());
        } else if (reply instanceof JoinReply.Unproven unproven) {
            context.fail(at, new Problem.NetworkUnproven(self.applicant.name(), unproven.what()));
        } else if (reply instanceof JoinReply.Waiting) {
            context.announcements.trouble(new Problem.AwaitingApproval(self.applicant.name()));
            begin(Step.PAUSING, 0);
            out.schedule(Timer.LOOP, APPROVAL_MILLIS + context.searchPause(at.random()));
        } else {
            pause(at);
        }
    }

    /** Accepts only its own nick with a number, because a leader must not rename this node. */
    private void nickTaken(InputContext at, Nick free) {
        if (!free.isNumbered(self.nick)) {
            String why = "the leader offered the nick " + free + " instead of " + self.nick;
            context.fail(at, new Problem.Refused(self.applicant.name(), why));
            return;
        }
        self.nick = free;
        if (++nicksTried < LocalState.MAX_NICKS) {
            Target target = round.target().orElseThrow();
            join(at, target.leader(), target.epoch());
        } else {
            pause(at);
        }
    }

    /** Returns false for an answer that is late or meant for another node (H12). */
    private boolean isForThisNode(JoinReply.Joined joined) {
        boolean underOurId = self.node().map(joined.id().node()::equals).orElse(true);
        boolean listed =
                joined.view().contains(joined.id()) && joined.id().uid().equals(self.applicant.uid());
        boolean old = self.viewId().newerThan(joined.view().id());
        boolean ledByUs = joined.view().leaderMember().uid().equals(self.applicant.uid());
        boolean replaced = joined.view().id().epoch() < leastEpoch();
        return underOurId
                && listed
                && !old
                && !replaced
                && !ledByUs
                && self.isPlausible(joined.view().id().epoch());
    }

    /** A former leader can show its view for ever, so the directory and the invitation bound the epoch (attack 15). */
    private long leastEpoch() {
        long recorded = round.record().map(NetworkInfo::epoch).orElse(0L);
        return Math.max(recorded, self.applicant.invited().map(JoinProof::epoch).orElse(0L));
    }

    private void targetDenies(InputContext at, JoinReply.NotLeader reply) {
        boolean named = round.isTargetNamedByRecord();
        denials = named ? denials + 1 : denials;
        Optional<Leader> hint = reply.hint()
                .filter(leader -> !round.hintFollowed() && !self.is(leader))
                .filter(leader -> !round.leader().map(Leader::uid).equals(Optional.of(leader.uid())));
        if (named && denials >= MAX_DENIALS) {
            denials = 0;
            targetGone(at);
        } else if (hint.isPresent()) {
            round = new Round(round.record(), round.target(), true);
            join(at, hint.get(), reply.view().epoch());
        } else {
            pause(at);
        }
    }

    private void refused(InputContext at, Refusal why) {
        switch (why.reason()) {
            case WRONG_TARGET, WRONG_NETWORK, NOT_MEMBER -> unreachable(at);
            case NOT_INVITED -> context.fail(at, new Problem.NotInvited(self.applicant.name(), why.detail()));
            case REMOVED -> context.fail(at, Problem.Removed.from(self.applicant.name()));
            default -> context.fail(at, new Problem.Refused(self.applicant.name(), why.detail()));
        }
    }

    private void unreachable(InputContext at) {
        Leader target = round.leader().orElseThrow();
        boolean mayLead = round.isTargetNamedByRecord()
                || round.hintFollowed()
                || self.leader().map(Leader::uid).equals(Optional.of(target.uid()));
        if (!self.wasMember()) {
            claimAsNewcomer(at);
        } else if (mayLead) {
            step = Step.VERIFYING;
            out.report(new MembershipReport.Verify(context.stint(), target));
            out.schedule(Timer.LOOP, context.settings.backoffMax().toMillis());
        } else {
            pause(at);
        }
    }

    private void verified(InputContext at, Uid suspect, boolean alive) {
        if (round.leader().filter(target -> target.uid().equals(suspect)).isEmpty()) {
            return;
        }
        if (alive) {
            pause(at);
        } else {
            targetGone(at);
        }
    }

    /** The directory replaces a leader that may not lead, also one that lives. */
    private void targetUnfit(InputContext at) {
        if (self.wasMember() && round.isTargetNamedByRecord()) {
            targetGone(at);
        } else {
            pause(at);
        }
    }

    private void targetGone(InputContext at) {
        if (!self.wasMember()) {
            claimAsNewcomer(at);
            return;
        }
        Target gone = round.target().orElseThrow();
        self.adopt(gone.epoch(), gone.leader());
        context.become(at, context.roles.electing(gone.leader()));
    }

    /** Revives a network of which no member can be reached, once its leader has been silent for long enough (H19). */
    private void claimAsNewcomer(InputContext at) {
        boolean stale = round.record()
                .filter(record -> record.silence().compareTo(context.settings.staleForStrangers()) >= 0)
                .isPresent();
        if (stale) {
            claim(at);
            return;
        }
        round.record()
                .flatMap(NetworkInfo::leader)
                .filter(leader -> at.now() - searchedSince >= UNREPORTED_MILLIS)
                .ifPresent(leader -> context.announcements.trouble(
                        new Problem.LeaderUnreachable(self.applicant.name(), leader.address(), "no answer")));
        pause(at);
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.empty(), self.viewId());
    }
}
