package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** State that all roles share, and the only place where role, view and stint change. */
final class RoleContext {

    /** Spreads the first calls of nodes that lost the same leader at the same moment. */
    private static final int SEARCH_SPREAD_MILLIS = 50;

    final MembershipSettings settings;
    final LocalState self;
    final EffectBuffer out = new EffectBuffer();
    final Announcements announcements;
    final NickChange nickChange;
    final Roles roles;
    private final RejoinBackoff rejoinBackoff = new RejoinBackoff();
    private RoleState role;
    private long stintNumber;

    RoleContext(MembershipSettings settings, LocalState self, Function<RoleContext, Roles> factory) {
        this.settings = settings;
        this.self = self;
        this.announcements = new Announcements(self, out);
        this.nickChange = new NickChange(self, out, settings.joinTimeout().toMillis());
        this.roles = factory.apply(this);
        this.role = roles.left();
    }

    RoleState role() {
        return role;
    }

    Stint stint() {
        return new Stint(self.viewId(), stintNumber);
    }

    MembershipSnapshot snapshot() {
        Optional<Leader> leader = switch (role.role()) {
            case MEMBER -> self.leader();
            case LEADER -> Optional.of(self.contact());
            case ELECTING, RECOVERING, LEFT -> role.suspect();
        };
        return new MembershipSnapshot(
                stint(),
                role.role(),
                self.applicant.uid(),
                self.node(),
                self.view(),
                leader,
                self.electorate(),
                self.directoryAnswers,
                self.unfit());
    }

    // --- transitions

    void become(InputContext at, RoleState next) {
        for (Timer timer : Timer.values()) {
            out.add(new MembershipEffect.Cancel(timer));
        }
        nickChange.fail("the leader is changing");
        role = next;
        announcements.roleChanged(at.now(), next.role());
        beginStint();
        next.enter(at);
    }

    private void beginStint() {
        stintNumber++;
        out.report(new MembershipReport.Changed(snapshot()));
        announcements.conditionChanged(role.role()); // the members may have changed
    }

    void start(InputContext at) {
        search(at, 0, LeaderChangeReason.UNKNOWN);
    }

    /** Searches for the leader now, unless this node does so already, is leaving, or has left. */
    void recover(InputContext at, LeaderChangeReason reason) {
        if (role.role() == Role.RECOVERING || role.role() == Role.LEFT || role.isLeaving()) {
            return;
        }
        long pause = role.role() == Role.MEMBER ? rejoinBackoff.dropped(at.now()) : 0;
        search(at, pause, reason);
        if (pause > 0 && rejoinBackoff.isReportDue()) {
            announcements.trouble(new Problem.SelfUnreachable(self.applicant.name(), self.applicant.address()));
        }
    }

    private void search(InputContext at, long pauseMillis, LeaderChangeReason reason) {
        announcements.searching(reason);
        become(at, roles.recovering(pauseMillis + at.random().nextInt(SEARCH_SPREAD_MILLIS)));
    }

    /** Steps down while nothing can be stored. The search for the next leader waits until the store works again. */
    void storeStalled(InputContext at, boolean stalled) {
        self.storeStalled = stalled;
        if (stalled && role.role() == Role.LEADER) {
            recover(at, LeaderChangeReason.STORE_STALLED);
        }
    }

    void recoverLater(InputContext at) {
        become(at, roles.recovering(claimBackoff(at.random())));
    }

    /** Follows the leader of this view. The caller has checked that the view is not older and has this node in it. */
    void follow(InputContext at, View view, ViewReason reason) {
        boolean sameLeader = view.id().epoch() == self.viewId().epoch();
        store(at, view, reason);
        if (role.role() == Role.MEMBER) {
            announcements.viewFollowed(sameLeader);
            beginStint();
        } else {
            rejoinBackoff.admitted(at.now());
            become(at, roles.following());
        }
    }

    /** Installs the next view of this node as leader. */
    void install(InputContext at, View view, ViewReason reason) {
        store(at, view, reason);
        beginStint();
    }

    private void store(InputContext at, View view, ViewReason reason) {
        boolean changed = self.view().filter(view::equals).isEmpty();
        self.install(view);
        if (changed) {
            out.add(new MembershipEffect.Store(self.kept()));
        }
        announcements.viewInstalled(at.now(), view, reason);
    }

    /**
     * Leads by this grant, unless it is of an old leadership: another node's that is over, or one of this node that its
     * store forgot.
     *
     * @param record the record that the claim was based on; if it named no leader, all members had left, and none of them
     *     is a member now (H20)
     */
    void lead(InputContext at, Granted granted, Optional<Leader> suspect, Optional<NetworkInfo> record) {
        if (!self.isNews(granted.epoch()) || !self.is(granted.leader())) {
            recoverLater(at);
            return;
        }
        List<Uid> replaced = Stream.concat(suspect.stream(), granted.replaced().stream())
                .map(Leader::uid)
                .filter(leader -> !self.isReader(leader))
                .toList();
        boolean allLeft = record.filter(known -> known.leader().isEmpty()).isPresent();
        List<Member> remaining = self.view().map(View::members).orElse(List.of()).stream()
                .filter(member ->
                        allLeft ? member.uid().equals(self.applicant.uid()) : !replaced.contains(member.uid()))
                .toList();
        self.claimUnanswered = false;
        lead(at, granted.epoch(), granted.block(), remaining, granted.replaced(), ViewReason.ELECTED);
    }

    /** Leads by the grant and the view that a leader handed over. One that leaves is not in the next view (H20). */
    private void succeed(InputContext at, Coordinator.Handed grant, View view, ViewReason reason) {
        List<Member> remaining = view.members().stream()
                .filter(member ->
                        reason == ViewReason.DISMISSED || !member.node().equals(view.leader()))
                .toList();
        lead(at, grant.epoch(), grant.block(), remaining, Optional.empty(), reason);
    }

    private void lead(
            InputContext at,
            long epoch,
            IdBlock block,
            List<Member> remaining,
            Optional<Leader> replaced,
            ViewReason reason) {
        Uid mine = self.applicant.uid();
        NodeId id = self.node().orElseGet(() -> new NodeId(block.first()));
        IdBlock left = block.contains(id) ? new IdBlock(id.value() + 1, block.last()) : block;
        ViewId first = ViewId.firstOf(epoch);
        List<Member> others = remaining.stream()
                .filter(member -> !member.uid().equals(mine) && !member.node().equals(id))
                .filter(member -> !self.isRemoved(member.uid()))
                .toList();
        Member me = remaining.stream()
                .filter(member -> member.id().equals(new MemberId(id, mine)))
                .findFirst()
                .map(member -> member(member.id(), member.nick(), member.joinedAt()))
                .orElseGet(() -> member(new MemberId(id, mine), nickAmong(others), first));
        store(
                at,
                new View(
                        first, id, Stream.concat(others.stream(), Stream.of(me)).toList()),
                reason);
        self.known.reserve(block.last());
        replaced.ifPresent(self::noteReplaced);
        become(at, roles.leading(left, replaced, reason));
    }

    private Member member(MemberId id, Nick nick, ViewId joinedAt) {
        return new Member(id, self.applicant.address(), nick, joinedAt, self.applicant.visiting());
    }

    private Nick nickAmong(List<Member> others) {
        self.nick = self.nick.makeUnique(
                taken -> others.stream().anyMatch(other -> other.nick().isConfusableWith(taken)));
        return self.nick;
    }

    void leave(InputContext at) {
        become(at, roles.left());
        announcements.ended(Optional.empty());
    }

    void fail(InputContext at, Problem problem) {
        become(at, roles.left());
        announcements.ended(Optional.of(problem));
    }

    // --- views shown by other nodes

    void coordinatorSeen(InputContext at, Header from, Coordinator coordinator) {
        if (self.mustBeProven()) {
            return;
        }
        View view = coordinator.view();
        Optional<Coordinator.Handed> grant =
                coordinator.grant().filter(handed -> self.isNews(handed.epoch()) && self.isPlausible(handed.epoch()));
        boolean byReader = self.isReader(view.leaderMember().uid()) && !self.isReassigning(view); // it hands over
        if (coordinator.grant().isPresent() && !byReader && isRefused(at, view)) {
            return;
        }
        if (grant.isPresent() && self.isMemberOf(view) && role.role() != Role.LEADER) {
            boolean leaving = role.isLeaving();
            succeed(at, grant.get(), view, coordinator.reason());
            if (leaving) { // else the record would name a leader that is gone
                become(at, roles.handingOver(self.view().orElseThrow(), ViewReason.LEFT));
            }
        } else if (coordinator.grant().isEmpty()) {
            boolean byItsLeader = view.leaderMember().uid().equals(from.uid());
            viewSeen(at, view, byItsLeader, coordinator.reason());
        }
    }

    /** Follows a newer view that has this node in it under its own id. Without it, the group went on without this node. */
    void viewSeen(InputContext at, View view, boolean byItsLeader, ViewReason reason) {
        if (self.mustBeProven() || isRefused(at, view)) {
            return;
        }
        if (self.isRival(view) && isSettled(at, view)) {
            return;
        }
        if (!view.id().newerThan(self.viewId()) || !self.isPlausible(view.id().epoch()) || role.role() == Role.LEFT) {
            return;
        }
        if (self.isMovedIn(view)) {
            recover(at, LeaderChangeReason.DENIED); // the leader decides which of two processes is this member
        } else if (self.isMemberOf(view) && !view.leaderMember().uid().equals(self.applicant.uid())) {
            if (role.isLeaving() && role.role() == Role.LEADER) {
                leave(at);
            } else {
                follow(at, view, reason);
            }
        } else if (role.isLeaving()) {
            leave(at);
        } else if (self.node().isPresent() && endsOurRole(view, byItsLeader)) {
            boolean adopted = self.adopt(view.id().epoch(), Leader.of(view.leaderMember()));
            if (role.role() != Role.RECOVERING) {
                recover(at, LeaderChangeReason.SUPERSEDED);
            } else if (adopted) {
                beginStint(); // the search goes on with the newer epoch; no other view voids a running verification
            }
        }
    }

    /**
     * Settles which of two leaders of one epoch stays: the one with the lower id. It learns of the other's view, and
     * installs one that is newer than both (attack 40).
     *
     * @return false if this node should follow the rival's view
     */
    private boolean isSettled(InputContext at, View rival) {
        View mine = self.view().orElseThrow();
        boolean rivalStays = rival.leader().outranks(mine.leader());
        View stays = rivalStays ? rival : mine;
        View yields = rivalStays ? mine : rival;
        announcements.directoryLied(stays, yields);
        if (role.role() == Role.LEADER && !rivalStays) {
            role.outbid(at, rival);
            return true;
        }
        if (rivalStays && rival.id().newerThan(mine.id())) {
            return false;
        }
        Coordinator shown = new Coordinator(yields, Optional.empty(), ViewReason.UNKNOWN);
        out.coordinate(
                Leader.of(stays.leaderMember()), shown, settings.pushTimeout().toMillis());
        if (role.role() == Role.LEADER) {
            recover(at, LeaderChangeReason.SUPERSEDED);
        }
        return true;
    }

    /** Returns whether a view cannot be true or its leader cannot lead, and reports that. */
    boolean isRefused(InputContext at, View view) {
        Uid leader = view.leaderMember().uid();
        if (self.isContradicting(view)) {
            leaderLied(at, leader, view.id().epoch(), true);
        }
        boolean reassigning = self.isReassigning(view);
        if (reassigning) {
            announcements.viewRefused(view);
        }
        return reassigning || self.isUnfit(leader);
    }

    /** Has this leader replaced, and never follows it again (attack 12). */
    void leaderLied(InputContext at, Uid liar, long epoch, boolean news) {
        if (!self.addLiar(liar)) {
            return;
        }
        if (news) {
            announcements.leaderLied(liar, epoch);
        }
        if (role.role() == Role.LEADER && liar.equals(self.applicant.uid())) {
            recover(at, LeaderChangeReason.LIED);
        } else {
            replaceUnfitLeader(at, LeaderChangeReason.LIED);
        }
    }

    /** Elects at once if the leader may not lead, although it is alive. In any case, all parts of the node learn who is unfit. */
    private void replaceUnfitLeader(InputContext at, LeaderChangeReason reason) {
        Optional<Leader> followed =
                self.leader().filter(leader -> role.role() == Role.MEMBER && self.isUnfit(leader.uid()));
        if (followed.isPresent() && !role.isLeaving()) {
            announcements.searching(reason);
            become(at, roles.electing(followed.get()));
        } else {
            out.report(new MembershipReport.Changed(snapshot()));
        }
    }

    /** Applies what statements have decided. Nobody who was removed stays in the view of a leader (protocol 2.13). */
    void authorityChanged(InputContext at, MembershipInput.AuthorityChanged changed) {
        self.known.end(changed.ended());
        if (!self.addStatements(changed.removed(), changed.unfit()) || role.role() == Role.LEFT) {
            return;
        }
        // before the entry, this node may have been admitted again by a statement that it does not have
        if (self.isRemoved(self.applicant.uid()) && announcements.hasEntered()) {
            fail(at, Problem.Removed.from(self.applicant.name()));
            return;
        }
        role.authorityChanged(at);
        replaceUnfitLeader(at, LeaderChangeReason.DISMISSED);
    }

    /** During an election, a view of the contested epoch counts only if its leader shows that it leads (protocol 2.2). */
    private boolean endsOurRole(View view, boolean byItsLeader) {
        boolean contested = role.role() == Role.ELECTING
                && view.id().epoch() == self.viewId().epoch();
        return !contested || byItsLeader;
    }

    // --- the directory

    void directorySeen(boolean answers) {
        boolean changed = self.directoryAnswers != answers;
        self.directoryAnswers = answers;
        self.directoryTried = true;
        announcements.conditionChanged(role.role());
        if (changed) {
            out.report(new MembershipReport.Changed(snapshot()));
        }
    }

    /** Ends this node if the name belongs to another network than the one whose log it holds (H15). */
    boolean failIfNameReused(InputContext at, NetworkInfo found) {
        Optional<NetworkId> lost = self.network().filter(mine -> !mine.equals(found.id()) && self.knowsViews());
        lost.ifPresent(mine -> fail(at, new Problem.NameReused(self.applicant.name(), mine, found.id())));
        return lost.isPresent();
    }

    // --- random values

    NetworkId randomNetworkId(RandomGenerator random) {
        return new NetworkId(new UUID(random.nextLong(), random.nextLong()));
    }

    long searchPause(RandomGenerator random) {
        return between(settings.loopMin().toMillis(), settings.loopMax().toMillis(), random);
    }

    long claimBackoff(RandomGenerator random) {
        return between(settings.backoffMin().toMillis(), settings.backoffMax().toMillis(), random);
    }

    private static long between(long min, long max, RandomGenerator random) {
        return min + random.nextLong(Math.max(1, max - min));
    }
}
