package p2pchat.membership;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Leads: admits and drops members, shows the view to all, and refreshes the directory's record. Each view is stored before
 * it is shown to a member. A push is repeated a few times; a member that misses it is healed by its own next ping (H9).
 */
final class Leading extends RoleState {

    private static final int PUSH_TRIES = 3;

    private static final long CALL_DROPPED_MILLIS = 5_000;

    /** A view on its way to a member. */
    private record Push(Leader to, int triesLeft) {}

    /**
     * A member asks for admission from another address, so the process at its former one may be a twin.
     *
     * @param alive whether a member of this group answers at the former address; empty until that is known
     */
    private record Move(Address to, Optional<Boolean> alive) {}

    private final Optional<Leader> replaced;
    private final Map<Uid, Move> moves = new TreeMap<>();
    private final Map<Long, Push> pushes = new TreeMap<>();
    private IdBlock block;
    private int lastGiven;
    private long refresh;
    private ViewReason reason;

    Leading(RoleContext context, IdBlock block, Optional<Leader> replaced, ViewReason reason) {
        super(context);
        this.block = block;
        this.replaced = replaced;
        this.reason = reason;
    }

    @Override
    Role role() {
        return Role.LEADER;
    }

    @Override
    void enter(InputContext at) {
        pushToAll(Optional.empty());
        replaced.ifPresent(this::push);
        refreshDirectory();
        out.schedule(Timer.LOOP, CALL_DROPPED_MILLIS);
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.REFRESH) {
            refreshDirectory();
        } else if (input instanceof MembershipInput.TimerFired fired && fired.timer() == Timer.LOOP) {
            callDropped(at);
        } else if (input instanceof MembershipInput.DirectoryAnswered answered && answered.ticket() == refresh) {
            refreshed(at, answered.reply());
        } else if (input instanceof MembershipInput.MemberLost lost) {
            drop(at, lost.member());
        } else if (input instanceof MembershipInput.Verified verified) {
            moves.computeIfPresent(
                    verified.suspect(), (uid, move) -> new Move(move.to(), Optional.of(verified.alive())));
        } else if (input instanceof MembershipInput.MemberBehind behind) {
            pushAgain(behind.member());
        } else if (input instanceof MembershipInput.CoordinatorAnswered answered) {
            pushAnswered(at, answered);
        } else if (input instanceof MembershipInput.PeerFailed failed) {
            Optional.ofNullable(pushes.remove(failed.ticket()))
                    .filter(push -> push.triesLeft() > 0)
                    .ifPresent(push -> push(push.to(), push.triesLeft()));
        } else if (input instanceof MembershipInput.LeaveWanted) {
            context.become(at, context.roles.handingOver(view(), ViewReason.LEFT));
        }
    }

    // --- the directory

    private void refreshDirectory() {
        out.schedule(Timer.REFRESH, context.settings.refresh().toMillis());
        refresh = out.askDirectory(new DirectoryRequest.Refresh(
                self.applicant.name(),
                self.network().orElseThrow(),
                view().id(),
                self.contact(),
                block,
                view().members().size()));
    }

    private void refreshed(InputContext at, DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Refreshed refreshed) {
            extendBlock(refreshed.block());
        } else if (reply instanceof DirectoryReply.Stale stale && !context.failIfNameReused(at, stale.current())) {
            context.recover(at, LeaderChangeReason.SUPERSEDED);
        } else if (reply instanceof DirectoryReply.NotAllowed) { // it has statements that this node lacks
            context.recover(at, LeaderChangeReason.DISMISSED);
        }
    }

    /** Skips the ids that were given while the answer was on its way. */
    private void extendBlock(IdBlock answered) {
        int first = Math.max(answered.first(), lastGiven + 1);
        if (first <= answered.last()) {
            block = new IdBlock(first, answered.last());
            self.known.reserve(block.last());
        }
    }

    // --- members

    @Override
    void authorityChanged(InputContext at) {
        if (self.isUnfit()) {
            context.become(at, context.roles.handingOver(view(), ViewReason.DISMISSED));
            return;
        }
        List<Member> rest = view().members().stream()
                .filter(member -> !self.isRemoved(member.uid()))
                .toList();
        if (rest.size() < view().members().size()) {
            install(at, new View(view().id().next(), view().leader(), rest), ViewReason.REMOVED, Optional.empty());
        }
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        if (isNewer(header.view())) {
            return new JoinReply.RetryLater("the joining node knows a newer leadership");
        }
        if (header.uid().equals(self.applicant.uid())) {
            return new JoinReply.Refused(Refusal.identityInUse(self.applicant.address()));
        }
        if (self.isRemoved(header.uid())) {
            return new JoinReply.Refused(Refusal.removed());
        }
        if (!request.admitted()) {
            return new JoinReply.RetryLater("the leader cannot tell yet whether to admit this member");
        }
        if (self.known.hasEnded(header.uid())) {
            return new JoinReply.RetryLater("the store of this member has ended");
        }
        Optional<Member> before =
                view().member(header.uid()).filter(member -> !member.address().equals(request.address()));
        if (before.isPresent()) {
            Optional<Boolean> alive = Optional.ofNullable(moves.remove(header.uid()))
                    .filter(move -> move.to().equals(request.address()))
                    .flatMap(Move::alive);
            if (alive.isEmpty()) {
                moves.put(header.uid(), new Move(request.address(), Optional.empty()));
                out.report(new MembershipReport.Verify(context.stint(), Leader.of(before.get())));
                return new JoinReply.RetryLater("the former address of this member is being checked");
            } else if (alive.get()) {
                return new JoinReply.Refused(Refusal.identityInUse(before.get().address()));
            }
        }
        Admission admission = Admission.decide(view(), self.known, block, header.node(), header.uid(), request);
        if (admission instanceof Admission.Admitted admitted) {
            if (admitted.block().first() != block.first()) {
                lastGiven = block.first();
            }
            block = admitted.block();
            if (!admitted.view().equals(view())) {
                install(at, admitted.view(), ViewReason.JOINED, Optional.of(header.uid()));
            }
            return new JoinReply.Joined(admitted.member().id(), view());
        } else if (admission instanceof Admission.NickTaken taken) {
            return new JoinReply.NickTaken(taken.free());
        }
        return admission instanceof Admission.Refused refused
                ? new JoinReply.Refused(refused.why())
                : new JoinReply.RetryLater("the leader has no ids left and waits for the directory");
    }

    @Override
    LeaveReply leaveRequested(InputContext at, Header header) {
        header.sender()
                .flatMap(id -> view().member(id.node()))
                .filter(member -> member.uid().equals(header.uid()))
                .ifPresent(leaving -> installWithout(at, leaving, ViewReason.LEFT));
        return new LeaveReply.Left();
    }

    @Override
    void rename(InputContext at, long ticket, Nick nick) {
        if (admitSelf(at, nick, ViewReason.RENAMED) instanceof Admission.Admitted admitted) {
            self.nick = admitted.member().nick();
            context.nickChange.answer(ticket, new RenameReply.Renamed(self.nick));
        } else {
            super.rename(at, ticket, nick);
        }
    }

    @Override
    void addressChanged(InputContext at) {
        admitSelf(at, self.nick, ViewReason.UNKNOWN);
        refreshDirectory();
    }

    /** Admits this node again, which changes its nick or address in the view. */
    private Admission admitSelf(InputContext at, Nick nick, ViewReason why) {
        JoinRequest request = new JoinRequest(nick, self.applicant.address(), self.applicant.visiting());
        Admission admission =
                Admission.decide(view(), self.known, block, Optional.empty(), self.applicant.uid(), request);
        if (admission instanceof Admission.Admitted admitted && !admitted.view().equals(view())) {
            install(at, admitted.view(), why, Optional.empty());
        }
        return admission instanceof Admission.NickTaken taken ? admitSelf(at, taken.free(), why) : admission;
    }

    private void drop(InputContext at, MemberId lost) {
        view().member(lost.node()).filter(member -> member.id().equals(lost)).ifPresent(member -> {
            installWithout(at, member, ViewReason.UNREACHABLE);
            push(Leader.of(member)); // it may hear this node even if this node cannot hear it (H8)
        });
    }

    /** Shows the view to a dropped member: it may lead or follow elsewhere now, so two halves find each other again. */
    private void callDropped(InputContext at) {
        out.schedule(Timer.LOOP, CALL_DROPPED_MILLIS);
        List<Member> dropped = self.known.others(self.applicant.uid()).stream()
                .filter(member -> view().member(member.uid()).isEmpty() && !self.isRemoved(member.uid()))
                .toList();
        if (!dropped.isEmpty()) {
            push(Leader.of(dropped.get(at.random().nextInt(dropped.size()))), 1);
        }
    }

    @Override
    void outbid(InputContext at, View rival) {
        if (rival.id().newerThan(view().id()) || rival.id().equals(view().id())) {
            install(
                    at,
                    new View(rival.id().next(), view().leader(), view().members()),
                    ViewReason.UNKNOWN,
                    Optional.empty());
        }
        rival.members().stream()
                .filter(member -> !view().contains(member.id()))
                .map(Leader::of)
                .forEach(this::push);
    }

    // --- views

    private void installWithout(InputContext at, Member departed, ViewReason why) {
        List<Member> rest = view().others(departed.uid());
        install(at, new View(view().id().next(), view().leader(), rest), why, Optional.empty());
    }

    /** @param informed a member that receives the view in the answer it waits for */
    private void install(InputContext at, View next, ViewReason why, Optional<Uid> informed) {
        reason = why;
        context.install(at, next, why);
        pushes.clear();
        pushToAll(informed);
    }

    private void pushToAll(Optional<Uid> informed) {
        view().others(self.applicant.uid()).stream()
                .filter(member -> informed.filter(member.uid()::equals).isEmpty())
                .map(Leader::of)
                .forEach(this::push);
    }

    private void push(Leader to) {
        push(to, PUSH_TRIES);
    }

    private void push(Leader to, int triesLeft) {
        Coordinator coordinator = new Coordinator(view(), Optional.empty(), reason);
        long ticket =
                out.coordinate(to, coordinator, context.settings.pushTimeout().toMillis());
        pushes.put(ticket, new Push(to, triesLeft - 1));
    }

    private void pushAgain(MemberId member) {
        boolean underWay =
                pushes.values().stream().anyMatch(push -> push.to().id().equals(member));
        if (!underWay) {
            view().member(member.node()).map(Leader::of).ifPresent(to -> push(to, 1));
        }
    }

    private void pushAnswered(InputContext at, MembershipInput.CoordinatorAnswered answered) {
        pushes.remove(answered.ticket());
        CoordinatorReply reply = answered.reply();
        if ((reply instanceof CoordinatorReply.Stale stale && isNewer(stale.view()))
                || (reply instanceof CoordinatorReply.Installed installed && isNewer(installed.view()))) {
            context.recover(at, LeaderChangeReason.SUPERSEDED);
        }
    }

    private boolean isNewer(ViewId other) {
        return other.epoch() > self.viewId().epoch() && self.isPlausible(other.epoch());
    }

    private View view() {
        return self.view().orElseThrow();
    }
}
