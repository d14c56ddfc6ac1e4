package p2pchat.node;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NodeId;

/**
 * Whom this node hears and reaches: what chat and liveness know of it, put into the condition that membership tells.
 *
 * <p>A pure machine: each input returns the condition as it is to be told anew, or nothing if it is as it was. Part of
 * {@link NetworkActors}, on whose thread alone it runs.
 */
final class Reachability {

    /** Those that owe this node an answer. */
    private Set<NodeId> unreached = Set.of();
    /** Those that this node, leading, does not hear. */
    private Set<NodeId> unheard = Set.of();

    private Duration leaderSilent = Duration.ZERO;
    private Optional<Condition> plain = Optional.empty();
    private Optional<Condition> told = Optional.empty();

    /** What membership tells, completed. */
    Condition condition(Condition event) {
        plain = Optional.of(event);
        Condition whole = event.hearing(leaderSilent, missed());
        told = Optional.of(whole);
        return whole;
    }

    Optional<Condition> unreached(Set<NodeId> members) {
        unreached = members;
        return news();
    }

    Optional<Condition> liveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderSuspected suspected) {
            leaderSilent = suspected.silence(); // membership tells the rest
        } else if (report instanceof LivenessReport.MembersSilent silent) {
            unheard = silent.members();
            return news();
        }
        return Optional.empty();
    }

    /** Only a leader watches everybody. */
    Optional<Condition> standing(MembershipSnapshot now) {
        if (!now.leading()) {
            unheard = Set.of();
        }
        return news();
    }

    boolean misses(Member member) {
        return unreached.contains(member.node()) || unheard.contains(member.node());
    }

    private Set<NodeId> missed() {
        Set<NodeId> all = new TreeSet<>(unreached);
        all.addAll(unheard);
        return all;
    }

    private Optional<Condition> news() {
        Optional<Condition> now =
                plain.map(known -> known.hearing(told.map(Condition::silence).orElse(Duration.ZERO), missed()));
        boolean same = now.equals(told);
        told = now;
        return same ? Optional.empty() : now;
    }
}
