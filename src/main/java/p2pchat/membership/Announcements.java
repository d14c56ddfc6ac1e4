package p2pchat.membership;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import p2pchat.model.DepartureReason;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.MemberChanged;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;

/** Turns changes of view, role and directory into events for users. Emits each change once. */
final class Announcements {

    private final LocalState self;
    private final EffectBuffer out;
    private final boolean returned;
    private boolean entered;
    private boolean suspected;
    private boolean denialEmitted;
    private Optional<View> announced = Optional.empty();
    private Optional<NetworkEvent.Condition> condition = Optional.empty();
    private OptionalLong leaderlessSince = OptionalLong.empty();
    private Optional<LeaderChangeReason> searchReason = Optional.empty();
    private final Set<Problem> troubles = new LinkedHashSet<>();
    private boolean refusalEmitted;
    private long grantedTwice;

    Announcements(LocalState self, EffectBuffer out) {
        this.self = self;
        this.out = out;
        this.returned = self.node().isPresent();
    }

    /** Returns whether this process has been a member. */
    boolean hasEntered() {
        return entered;
    }

    /** Notes why the search for the leader starts. Reasons given during the search are ignored. */
    void searching(LeaderChangeReason reason) {
        if (leaderlessSince.isEmpty()) {
            searchReason = Optional.of(reason);
        }
    }

    void viewInstalled(long now, View view, ViewReason reason) {
        if (entered) {
            announced.ifPresent(before -> emitDifferences(now, before, view, reason));
        } else {
            entered = true;
            Member me = view.member(self.applicant.uid()).orElseThrow();
            boolean created = view.members().size() == 1 && me.node().equals(Recovering.FOUNDER) && !returned;
            out.emit(new NetworkEvent.Entered(me.id(), me.nick(), me.nick(), view, created, returned, 0));
        }
        announced = Optional.of(view);
    }

    private void emitDifferences(long now, View before, View view, ViewReason reason) {
        boolean missed = suspected && reason == ViewReason.ELECTED; // another member was quicker to elect
        Optional<LeaderChangeReason> searched =
                searchReason.or(() -> missed ? Optional.of(LeaderChangeReason.SILENT) : Optional.empty());
        if (!before.leaderMember().id().equals(view.leaderMember().id())
                || before.id().epoch() != view.id().epoch()) {
            out.emit(new NetworkEvent.LeaderChanged(
                    Optional.of(before.leader()),
                    view.leaderMember(),
                    view.id().epoch(),
                    searched.orElseGet(() -> leaderChange(reason)),
                    Duration.ofMillis(leaderlessSince.isEmpty() ? 0 : Math.max(0, now - leaderlessSince.getAsLong()))));
        }
        for (Member member : without(before, view)) {
            boolean led = member.node().equals(before.leader());
            out.emit(MemberChanged.departed(
                    member,
                    self.isRemoved(member.uid())
                            ? DepartureReason.REMOVED
                            : searched.filter(why -> led)
                                    .map(Announcements::departure)
                                    .orElseGet(() -> departure(reason))));
        }
        for (Member member : view.members()) {
            before.member(member.node())
                    .filter(old -> old.id().equals(member.id()) && !old.nick().equals(member.nick()))
                    .ifPresent(old -> out.emit(MemberChanged.renamed(member, old.nick())));
        }
        for (Member member : without(view, before)) {
            out.emit(MemberChanged.joined(member));
        }
    }

    private static LeaderChangeReason leaderChange(ViewReason reason) {
        return switch (reason) {
            case ELECTED -> LeaderChangeReason.ELECTED;
            case LEFT -> LeaderChangeReason.LEFT;
            case DISMISSED -> LeaderChangeReason.DISMISSED;
            case UNKNOWN, JOINED, RENAMED, UNREACHABLE, REMOVED -> LeaderChangeReason.UNKNOWN;
        };
    }

    private static DepartureReason departure(LeaderChangeReason reason) {
        return switch (reason) {
            case SILENT -> DepartureReason.SILENT;
            case LEFT -> DepartureReason.LEFT;
            default -> DepartureReason.UNKNOWN;
        };
    }

    /** A view that was made for another reason does not say why a member is missing from it. */
    private static DepartureReason departure(ViewReason reason) {
        return switch (reason) {
            case LEFT -> DepartureReason.LEFT;
            case UNREACHABLE -> DepartureReason.UNREACHABLE;
            case REMOVED -> DepartureReason.REMOVED;
            case UNKNOWN, ELECTED, JOINED, RENAMED, DISMISSED -> DepartureReason.UNKNOWN;
        };
    }

    /** Returns the other members of one view that are not in the other, without visitors. */
    private List<Member> without(View from, View in) {
        MemberId mine = self.kept().self().orElseThrow();
        return from.members().stream()
                .filter(member -> !member.visiting()
                        && !in.contains(member.id())
                        && !member.id().equals(mine))
                .toList();
    }

    void roleChanged(long now, Role role) {
        suspected = false;
        boolean led = role == Role.MEMBER || role == Role.LEADER;
        if (led) {
            troubles.clear();
            refusalEmitted = false;
            denialEmitted = false;
            leaderlessSince = OptionalLong.empty();
            searchReason = Optional.empty();
        } else if (leaderlessSince.isEmpty()) {
            leaderlessSince = OptionalLong.of(now);
            searchReason = searchReason.or(() -> Optional.of(LeaderChangeReason.SILENT));
        }
        conditionChanged(role);
    }

    /** A suspicion of one leader says nothing about the next. */
    void viewFollowed(boolean sameLeader) {
        suspected = suspected && sameLeader;
    }

    void suspected(boolean isSuspected, Role role) {
        suspected = isSuspected;
        conditionChanged(role);
    }

    void conditionChanged(Role role) {
        if (!entered && !self.directoryTried) {
            return; // whether the directory answers is part of the condition
        }
        boolean led = role == Role.MEMBER || role == Role.LEADER;
        NetworkEvent.Condition next = new NetworkEvent.Condition(
                state(role),
                self.directoryAnswers,
                led ? self.view().map(View::leader) : Optional.empty(),
                self.viewId().epoch(),
                self.view().map(View::members).orElse(List.of()));
        if (condition.filter(next::equals).isEmpty()) {
            condition = Optional.of(next);
            out.emit(next);
        }
    }

    private State state(Role role) {
        return switch (role) {
            case RECOVERING, ELECTING -> entered ? State.ELECTING : State.JOINING;
            case MEMBER -> suspected ? State.SUSPECT : State.CONNECTED;
            case LEADER ->
                stays(self.known.others(self.applicant.uid()))
                                && !self.view()
                                        .filter(view -> stays(view.others(self.applicant.uid())))
                                        .isPresent()
                        ? State.ALONE
                        : State.CONNECTED;
            case LEFT -> State.LEFT;
        };
    }

    /** Whether any of these members is more than a visitor, who is no company. */
    private static boolean stays(Collection<Member> members) {
        return members.stream().anyMatch(member -> !member.visiting());
    }

    /** Reports each problem once per leaderless period; the search repeats itself. */
    void trouble(Problem problem) {
        if (troubles.add(problem)) {
            out.emit(new NetworkEvent.Trouble(problem));
        }
    }

    void leaderLied(Uid liar, long epoch) {
        self.known.find(liar).ifPresent(member -> out.emit(new NetworkEvent.LeaderLied(member, epoch)));
    }

    /** Reports once per epoch that it was granted twice. */
    void directoryLied(View stays, View yields) {
        if (stays.id().epoch() > grantedTwice) {
            grantedTwice = stays.id().epoch();
            out.emit(new NetworkEvent.DirectoryLied(grantedTwice, stays.leaderMember(), yields.leaderMember()));
        }
    }

    /** Reports a refused view once per role, because its leader sends it repeatedly. */
    void viewRefused(View view) {
        if (!refusalEmitted) {
            refusalEmitted = true;
            Member leader = view.leaderMember();
            Nick nick = self.known.find(leader.uid()).orElse(leader).nick();
            out.emit(new NetworkEvent.Trouble(
                    new Problem.ViewRefused(leader.node(), nick, view.id().epoch())));
        }
    }

    /** Reports a denied claim once per leaderless period; the candidate retries and would repeat it. */
    void claimDenied(Leader stays) {
        if (!denialEmitted) {
            denialEmitted = true;
            out.emit(new NetworkEvent.ClaimDenied(stays.id().node()));
        }
    }

    void ended(Optional<Problem> problem) {
        out.emit(new NetworkEvent.Ended(problem));
    }
}
