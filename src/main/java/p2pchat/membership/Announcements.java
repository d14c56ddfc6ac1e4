package p2pchat.membership;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Change;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;

/** What people are told: who came, who went, who leads, and how things stand. Each change once. */
final class Announcements {

    /** Why a leader is looked for unless something else was said: it is not heard any more. */
    private static final String SILENT = "silent";

    /** Why somebody else leads: for whoever did not miss the old leader, there is no more to tell. */
    static final String ELECTED = "elected";

    /** A view that came with a pong or an answer says who is there, not why others are not. */
    static final String UNTOLD = "";

    private final LocalState self;
    private final EffectBuffer out;
    private final boolean returned;
    private boolean entered;
    private boolean suspected;
    private boolean denied;
    private Optional<View> told = Optional.empty();
    private Optional<NetworkEvent.Condition> condition = Optional.empty();
    private long leaderlessSince;
    private String reason = "";
    private final Set<Problem> troubles = new LinkedHashSet<>();

    Announcements(LocalState self, EffectBuffer out) {
        this.self = self;
        this.out = out;
        this.returned = self.node().isPresent();
    }

    /** Why the leader is about to be looked for. What comes of the search is no reason for it: the first one holds. */
    void because(String why) {
        if (leaderlessSince == 0) {
            reason = why;
        }
    }

    void viewTaken(long now, View view, String why) {
        if (entered) {
            told.ifPresent(before -> differences(now, before, view, why));
        } else {
            entered = true;
            Member me = view.member(self.applicant.uid()).orElseThrow();
            boolean created = view.members().size() == 1 && !returned;
            out.tell(new NetworkEvent.Entered(me.id(), me.nick(), me.nick(), view, created, returned, 0));
        }
        told = Optional.of(view);
    }

    private void differences(long now, View before, View view, String why) {
        boolean missed = suspected && why.equals(ELECTED); // another was quicker to elect
        String whyNewLeader = reason.isEmpty() ? (missed ? SILENT : why) : reason;
        if (!before.leaderMember().id().equals(view.leaderMember().id())
                || before.id().epoch() != view.id().epoch()) {
            out.tell(new NetworkEvent.LeaderChanged(
                    Optional.of(before.leader()),
                    view.leaderMember(),
                    view.id().epoch(),
                    whyNewLeader,
                    Duration.ofMillis(leaderlessSince == 0 ? 0 : Math.max(0, now - leaderlessSince))));
        }
        for (Member member : missing(before, view)) {
            String reason = whyGone(member.node().equals(before.leader()) ? whyNewLeader : why);
            out.tell(new NetworkEvent.MemberChanged(departure(reason), member, reason));
        }
        for (Member member : view.members()) {
            before.member(member.node())
                    .filter(old -> old.id().equals(member.id()) && !old.nick().equals(member.nick()))
                    .ifPresent(old -> out.tell(new NetworkEvent.MemberChanged(
                            Change.RENAMED, member, old.nick().value())));
        }
        for (Member member : missing(view, before)) {
            out.tell(new NetworkEvent.MemberChanged(Change.JOINED, member, why));
        }
    }

    /** A view that was made, or came, because of something else does not say why somebody is not in it. */
    private static String whyGone(String why) {
        return switch (why) {
            case SILENT, Leading.LEFT_REASON, Leading.UNREACHABLE_REASON -> why;
            default -> UNTOLD;
        };
    }

    private static Change departure(String why) {
        return switch (why) {
            case Leading.LEFT_REASON -> Change.LEFT;
            case UNTOLD -> Change.GONE;
            default -> Change.DROPPED;
        };
    }

    private List<Member> missing(View from, View in) {
        MemberId mine = self.kept().self().orElseThrow();
        return from.members().stream()
                .filter(member -> !in.contains(member.id()) && !member.id().equals(mine))
                .toList();
    }

    void roleChanged(long now, Role role) {
        suspected = false;
        boolean led = role == Role.MEMBER || role == Role.LEADER;
        if (led) {
            troubles.clear();
            denied = false;
            leaderlessSince = 0;
            reason = "";
        } else if (leaderlessSince == 0) {
            leaderlessSince = now;
            reason = this.reason.isEmpty() ? SILENT : this.reason;
        }
        conditionChanged(role);
    }

    /** A member took another view; what was suspected of a leader says nothing of the next. */
    void followed(boolean sameLeader) {
        suspected = suspected && sameLeader;
    }

    void suspected(boolean now, Role role) {
        suspected = now;
        conditionChanged(role);
    }

    void conditionChanged(Role role) {
        boolean led = role == Role.MEMBER || role == Role.LEADER;
        NetworkEvent.Condition next = new NetworkEvent.Condition(
                state(role),
                self.directoryAnswers,
                led ? self.view().map(View::leader) : Optional.empty(),
                self.viewId().epoch(),
                self.view().map(View::members).orElse(List.of()));
        if (condition.filter(next::equals).isEmpty()) {
            condition = Optional.of(next);
            out.tell(next);
        }
    }

    private State state(Role role) {
        return switch (role) {
            case RECOVERING -> entered ? State.ELECTING : State.JOINING;
            case ELECTING -> State.ELECTING;
            case MEMBER -> suspected ? State.SUSPECT : State.CONNECTED;
            case LEADER ->
                self.roster.others(self.applicant.uid()).isEmpty()
                                || self.view()
                                        .filter(view -> view.members().size() > 1)
                                        .isPresent()
                        ? State.CONNECTED
                        : State.ALONE;
            case LEFT -> State.LEFT;
        };
    }

    /** Said once until things are well again: looking for the leader repeats itself. */
    void trouble(Problem problem) {
        if (troubles.add(problem)) {
            out.tell(new NetworkEvent.Trouble(problem));
        }
    }

    /** Said once until somebody leads again, as who does not reach the leader asks again. */
    void denied(Leader stays) {
        if (!denied) {
            denied = true;
            out.tell(new NetworkEvent.ClaimDenied(stays.id().node()));
        }
    }

    void ended(Optional<Problem> problem) {
        out.tell(new NetworkEvent.Ended(problem));
    }
}
