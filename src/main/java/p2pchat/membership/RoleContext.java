package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import p2pchat.membership.Membership.Effect;
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

/** What all roles share, and the only place where role, view and stint change. */
final class RoleContext {

    /** Asking the directory at once, but not in step with everybody else who lost the same leader. */
    private static final int AT_ONCE_SPAN_MILLIS = 50;

    final MembershipSettings settings;
    final LocalState self;
    final EffectBuffer out = new EffectBuffer();
    final Announcements announcements;
    final NickChange renaming;
    private final RejoinBackoff stays = new RejoinBackoff();
    private RoleState phase = new Left();
    private long stintNumber;

    RoleContext(MembershipSettings settings, LocalState self) {
        this.settings = settings;
        this.self = self;
        this.announcements = new Announcements(self, out);
        this.renaming = new NickChange(self, out, settings.joinTimeout().toMillis());
    }

    RoleState phase() {
        return phase;
    }

    Stint stint() {
        return new Stint(self.viewId(), stintNumber);
    }

    MembershipSnapshot standing() {
        Optional<Leader> leader = switch (phase.role()) {
            case MEMBER -> self.leader();
            case LEADER -> Optional.of(self.contact());
            case ELECTING -> Optional.of(((Electing) phase).suspect);
            case RECOVERING, LEFT -> Optional.empty();
        };
        return new MembershipSnapshot(
                stint(),
                phase.role(),
                self.applicant.uid(),
                self.node(),
                self.view(),
                leader,
                self.electorate(),
                self.directoryAnswers);
    }

    // --- transitions

    void become(InputContext at, RoleState next) {
        for (Membership.Timer timer : Membership.Timer.values()) {
            out.add(new Effect.Cancel(timer));
        }
        renaming.end("the leader is changing");
        phase = next;
        announcements.roleChanged(at.now(), next.role());
        newStint();
        next.enter(at);
    }

    private void newStint() {
        stintNumber++;
        out.add(new Effect.Stand(standing()));
        announcements.conditionChanged(phase.role()); // its members may be others now
    }

    /** Look for the leader now. Whoever is looking already goes on, and whoever leaves does not turn back. */
    void recover(InputContext at, LeaderChangeReason why) {
        if (phase.role() != Role.RECOVERING && !leaving()) {
            long pause = phase.role() == Role.MEMBER ? stays.ends(at.now()) : 0;
            announcements.searching(why);
            become(at, new Recovering(this, pause + at.random().nextInt(AT_ONCE_SPAN_MILLIS)));
            if (pause > 0 && stays.worthTelling()) {
                trouble(new Problem.NotReached(self.applicant.name(), self.applicant.address()));
            }
        }
    }

    private boolean leaving() {
        return phase instanceof Leaving || phase instanceof HandingOver;
    }

    void recoverLater(InputContext at) {
        become(at, new Recovering(this, backoff(at.random())));
    }

    /** Follows the leader of this view, which is not older than what is known and has us in it. */
    void follow(InputContext at, View view, ViewReason why) {
        boolean sameLeader = view.id().epoch() == self.viewId().epoch();
        keep(at, view, why);
        if (phase.role() == Role.MEMBER) {
            announcements.followed(sameLeader);
            newStint();
        } else {
            stays.begins(at.now());
            become(at, new Following(this));
        }
    }

    /** The leader's next view. */
    void install(InputContext at, View view, ViewReason why) {
        keep(at, view, why);
        newStint();
    }

    private void keep(InputContext at, View view, ViewReason why) {
        boolean changed = self.view().filter(view::equals).isEmpty();
        self.take(view);
        if (changed) {
            out.add(new Effect.Keep(self.kept()));
        }
        announcements.viewInstalled(at.now(), view, why);
    }

    /**
     * Leads by this grant, unless it is of an old leadership: another's that is over, or one of ours that we forgot.
     *
     * @param record what the claim was made upon; where it named nobody all had left, and none of them is a member (H20)
     */
    void lead(InputContext at, Granted granted, Optional<Leader> suspect, Optional<NetworkInfo> record) {
        if (!self.isNews(granted.epoch()) || !self.is(granted.leader())) {
            recoverLater(at);
            return;
        }
        Stream<Leader> gone = Stream.concat(suspect.stream(), granted.replaced().stream());
        List<Uid> without = gone.map(Leader::uid).toList();
        boolean allLeft = record.filter(known -> known.leader().isEmpty()).isPresent();
        List<Member> kept = self.view().map(View::members).orElse(List.of()).stream()
                .filter(member -> allLeft ? member.uid().equals(self.applicant.uid()) : !without.contains(member.uid()))
                .toList();
        self.claimUnanswered = false;
        lead(at, granted.epoch(), granted.block(), kept, granted.replaced(), ViewReason.ELECTED);
    }

    /** A leaving leader handed us its grant and its view (H20). */
    private void succeed(InputContext at, Coordinator.Handed grant, View view) {
        List<Member> kept = view.members().stream()
                .filter(member -> !member.node().equals(view.leader()))
                .toList();
        lead(at, grant.epoch(), grant.block(), kept, Optional.empty(), ViewReason.LEFT);
    }

    private void lead(
            InputContext at, long epoch, IdBlock block, List<Member> kept, Optional<Leader> replaced, ViewReason why) {
        Uid mine = self.applicant.uid();
        NodeId id = self.node().orElseGet(() -> new NodeId(block.first()));
        IdBlock left = block.contains(id) ? new IdBlock(id.value() + 1, block.last()) : block;
        ViewId first = ViewId.firstOf(epoch);
        List<Member> others = kept.stream()
                .filter(member -> !member.uid().equals(mine) && !member.node().equals(id))
                .toList();
        Member me = kept.stream()
                .filter(member -> member.id().equals(new MemberId(id, mine)))
                .findFirst()
                .map(member -> new Member(member.id(), self.applicant.address(), member.nick(), member.joinedAt()))
                .orElseGet(
                        () -> new Member(new MemberId(id, mine), self.applicant.address(), nickAmong(others), first));
        keep(
                at,
                new View(
                        first, id, Stream.concat(others.stream(), Stream.of(me)).toList()),
                why);
        self.roster.reserved(block.last());
        replaced.ifPresent(self::noteReplaced);
        become(at, new Leading(this, left, replaced, why));
    }

    private Nick nickAmong(List<Member> others) {
        return self.nick.madeUnique(
                taken -> others.stream().anyMatch(other -> other.nick().readsLike(taken)));
    }

    void end(InputContext at, Problem problem) {
        become(at, new Left());
        announcements.ended(Optional.of(problem));
    }

    void depart(InputContext at) {
        become(at, new Left());
        announcements.ended(Optional.empty());
    }

    // --- views shown by others

    /** A coordinator message: a view, perhaps with a grant. */
    void shown(InputContext at, Header from, Coordinator coordinator) {
        View view = coordinator.view();
        Optional<Coordinator.Handed> grant = coordinator.grant().filter(handed -> self.isNews(handed.epoch()));
        if (grant.isPresent() && self.standsIn(view) && !leaving()) {
            succeed(at, grant.get(), view);
        } else if (coordinator.grant().isEmpty()) {
            boolean byItsLeader = view.leaderMember().uid().equals(from.uid());
            seen(at, view, byItsLeader, coordinator.reason());
        }
    }

    /** A newer view is taken if we stand in it under our own id; else somebody else's group went on without us. */
    void seen(InputContext at, View view, boolean byItsLeader, ViewReason why) {
        if (!view.id().newerThan(self.viewId()) || phase.role() == Role.LEFT) {
            return;
        }
        if (self.standsIn(view) && !view.leaderMember().uid().equals(self.applicant.uid())) {
            if (phase instanceof HandingOver) {
                depart(at);
            } else {
                follow(at, view, why);
            }
        } else if (leaving()) {
            depart(at);
        } else if (self.node().isPresent() && endsOurRole(view, byItsLeader)) {
            boolean news = self.adopt(view.id().epoch(), Leader.of(view.leaderMember()));
            if (phase.role() != Role.RECOVERING) {
                recover(at, LeaderChangeReason.SUPERSEDED);
            } else if (news) {
                newStint(); // goes on looking, with the newer epoch known; no other view voids a proof under way
            }
        }
    }

    /** In an election, old news of the contested epoch is no news, unless its leader leads after all (protocol 2.2). */
    private boolean endsOurRole(View view, boolean byItsLeader) {
        boolean contested = phase.role() == Role.ELECTING
                && view.id().epoch() == self.viewId().epoch();
        return !contested || byItsLeader;
    }

    // --- the rest

    void directoryAnswers(boolean answers) {
        if (self.directoryAnswers != answers) {
            self.directoryAnswers = answers;
            announcements.conditionChanged(phase.role());
            out.add(new Effect.Stand(standing()));
        }
    }

    void trouble(Problem problem) {
        announcements.trouble(problem);
    }

    void suspected(boolean suspected) {
        announcements.suspected(suspected, phase.role());
    }

    /** The name belongs to another network than the one whose log we hold (H15). */
    boolean lostNameTo(NetworkId found) {
        return self.knowsViews()
                && self.network().filter(mine -> !mine.equals(found)).isPresent();
    }

    void endNameReused(InputContext at, NetworkId found) {
        end(at, new Problem.NameReused(self.applicant.name(), self.network().orElseThrow(), found));
    }

    NetworkId drawNetworkId(RandomGenerator random) {
        return new NetworkId(new UUID(random.nextLong(), random.nextLong()));
    }

    long pause(RandomGenerator random) {
        return between(settings.loopMin().toMillis(), settings.loopMax().toMillis(), random);
    }

    long backoff(RandomGenerator random) {
        return between(settings.backoffMin().toMillis(), settings.backoffMax().toMillis(), random);
    }

    private static long between(long min, long max, RandomGenerator random) {
        return min + random.nextLong(Math.max(1, max - min));
    }
}
