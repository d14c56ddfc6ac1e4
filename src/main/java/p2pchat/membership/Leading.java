package p2pchat.membership;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Leads: admits, drops, tells all, and tells the directory. Every view is kept before anybody is shown it, and shown
 * until it is acknowledged or superseded; who misses it is healed by its own next ping (H9).
 */
final class Leading implements RoleState {

    private static final int PUSH_TRIES = 3;

    private static final long CALL_DROPPED_MILLIS = 5_000;

    /** A view on its way to a member. */
    private record Push(Leader to, int triesLeft) {}

    private final RoleContext core;
    private final Optional<Leader> replaced;
    private final Map<Long, Push> pushes = new TreeMap<>();
    private IdBlock block;
    private int lastGiven;
    private long refresh;
    private ViewReason reason;

    Leading(RoleContext core, IdBlock block, Optional<Leader> replaced, ViewReason reason) {
        this.core = core;
        this.block = block;
        this.replaced = replaced;
        this.reason = reason;
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    @Override
    public void enter(InputContext at) {
        pushToAll();
        replaced.ifPresent(this::push);
        refreshDirectory();
        core.out.schedule(Membership.Timer.LOOP, CALL_DROPPED_MILLIS);
    }

    @Override
    public void timer(InputContext at, Membership.Timer timer) {
        if (timer == Membership.Timer.REFRESH) {
            refreshDirectory();
        } else if (timer == Membership.Timer.LOOP) {
            callDropped(at);
        }
    }

    /** One who was dropped may lead or follow elsewhere by now, or not know us: two halves find each other again. */
    private void callDropped(InputContext at) {
        core.out.schedule(Membership.Timer.LOOP, CALL_DROPPED_MILLIS);
        List<Member> dropped = core.self.roster.others(core.self.applicant.uid()).stream()
                .filter(member -> view().member(member.uid()).isEmpty())
                .toList();
        if (!dropped.isEmpty()) {
            push(Leader.of(dropped.get(at.random().nextInt(dropped.size()))), 1);
        }
    }

    private void refreshDirectory() {
        core.out.schedule(Membership.Timer.REFRESH, core.settings.refresh().toMillis());
        refresh = core.out.ask(new DirectoryRequest.Refresh(
                core.self.applicant.name(),
                core.self.network().orElseThrow(),
                view().id(),
                core.self.contact(),
                block,
                view().members().size()));
    }

    @Override
    public void directoryAnswered(InputContext at, long ticket, DirectoryReply reply) {
        if (ticket != refresh) {
            return;
        }
        if (reply instanceof DirectoryReply.Refreshed refreshed) {
            extend(refreshed.block());
        } else if (reply instanceof DirectoryReply.Stale stale
                && core.lostNameTo(stale.current().id())) {
            core.endNameReused(at, stale.current().id());
        } else if (reply instanceof DirectoryReply.Stale) {
            core.recover(at, LeaderChangeReason.SUPERSEDED);
        }
    }

    /** Ids given while the answer was under way are not given again. */
    private void extend(IdBlock answered) {
        int first = Math.max(answered.first(), lastGiven + 1);
        if (first <= answered.last()) {
            block = new IdBlock(first, answered.last());
            core.self.roster.reserved(block.last());
        }
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        if (header.view().epoch() > core.self.viewId().epoch()) {
            return new JoinReply.RetryLater("you know a newer leadership than mine");
        }
        Admission admission = Admission.decide(
                view(), core.self.roster, block, header.node(), header.uid(), request.nick(), request.address());
        if (admission instanceof Admission.Admitted admitted) {
            if (admitted.block().first() != block.first()) {
                lastGiven = block.first();
            }
            block = admitted.block();
            if (!admitted.view().equals(view())) {
                install(at, admitted.view(), ViewReason.JOINED, Optional.of(header.uid()));
            }
            return new JoinReply.Joined(
                    admitted.member().id(), admitted.member().nick(), view());
        }
        if (admission instanceof Admission.Refused refused) {
            return new JoinReply.Refused(refused.why());
        }
        return new JoinReply.RetryLater("this leader has no ids left and waits for the directory");
    }

    @Override
    public boolean rename(InputContext at, long ticket, Nick nick) {
        LocalState self = core.self;
        Admission admission = Admission.decide(
                view(), self.roster, block, Optional.empty(), self.applicant.uid(), nick, self.applicant.address());
        if (admission instanceof Admission.Admitted admitted) {
            self.nick = nick;
            if (!admitted.view().equals(view())) {
                install(at, admitted.view(), ViewReason.RENAMED, Optional.empty());
            }
            core.renaming.answer(
                    ticket, new RenameReply.Renamed(admitted.member().nick()));
            return true;
        }
        return false;
    }

    @Override
    public LeaveReply leaveRequested(InputContext at, Header header) {
        Optional<Member> member = header.sender()
                .flatMap(id -> view().member(id.node()))
                .filter(found -> found.uid().equals(header.uid()));
        member.ifPresent(gone -> installWithout(at, gone, ViewReason.LEFT));
        return new LeaveReply.Left();
    }

    @Override
    public void memberLost(InputContext at, MemberId lost) {
        view().member(lost.node()).filter(member -> member.id().equals(lost)).ifPresent(member -> {
            installWithout(at, member, ViewReason.UNREACHABLE);
            push(Leader.of(member)); // it may hear us, if we cannot hear it (H8)
        });
    }

    private void installWithout(InputContext at, Member gone, ViewReason why) {
        List<Member> rest = view().others(gone.uid());
        install(at, new View(view().id().next(), view().leader(), rest), why, Optional.empty());
    }

    /** @param told who learns the view from the answer it waits for */
    private void install(InputContext at, View next, ViewReason why, Optional<Uid> told) {
        reason = why;
        core.install(at, next, why);
        pushes.clear();
        view().others(core.self.applicant.uid()).stream()
                .filter(member -> told.filter(member.uid()::equals).isEmpty())
                .map(Leader::of)
                .forEach(this::push);
    }

    private void pushToAll() {
        view().others(core.self.applicant.uid()).stream().map(Leader::of).forEach(this::push);
    }

    private void push(Leader to) {
        push(to, PUSH_TRIES);
    }

    private void push(Leader to, int triesLeft) {
        Coordinator coordinator = new Coordinator(view(), Optional.empty(), reason);
        long ticket =
                core.out.coordinate(to, coordinator, core.settings.pushTimeout().toMillis());
        pushes.put(ticket, new Push(to, triesLeft - 1));
    }

    @Override
    public void memberBehind(InputContext at, MemberId member) {
        boolean underWay =
                pushes.values().stream().anyMatch(push -> push.to().id().equals(member));
        if (!underWay) {
            view().member(member.node()).map(Leader::of).ifPresent(to -> push(to, 1));
        }
    }

    @Override
    public void coordinatorAnswered(InputContext at, long ticket, CoordinatorReply reply) {
        pushes.remove(ticket);
        if (reply instanceof CoordinatorReply.Stale stale && isAbove(stale.view())) {
            core.recover(at, LeaderChangeReason.SUPERSEDED);
        } else if (reply instanceof CoordinatorReply.Installed installed && isAbove(installed.view())) {
            core.recover(at, LeaderChangeReason.SUPERSEDED);
        }
    }

    private boolean isAbove(ViewId other) {
        return other.epoch() > core.self.viewId().epoch();
    }

    @Override
    public void peerFailed(InputContext at, long ticket) {
        Optional.ofNullable(pushes.remove(ticket))
                .filter(push -> push.triesLeft() > 0)
                .ifPresent(push -> push(push.to(), push.triesLeft()));
    }

    @Override
    public void leave(InputContext at) {
        core.become(at, new HandingOver(core, view()));
    }

    private View view() {
        return core.self.view().orElseThrow();
    }
}
