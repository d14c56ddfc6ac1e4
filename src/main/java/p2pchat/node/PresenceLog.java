package p2pchat.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Change;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.Role;
import p2pchat.model.View;

/**
 * Who came and who went while this process watched.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class PresenceLog {

    /** Of those that went, so many are remembered. */
    private static final int MOST_GONE = 64;

    /** What is known at one moment. */
    record Attending(Optional<MembershipSnapshot> standing, List<Person> people) {}

    private final LongSupplier wallClock;
    private final Reachability hearing;
    private final Map<MemberId, Long> arrivals = new LinkedHashMap<>();
    private final Map<MemberId, Person> gone = new LinkedHashMap<>();
    private Optional<MembershipSnapshot> standing = Optional.empty();
    private boolean leaderSuspected;

    PresenceLog(LongSupplier wallClock, Reachability hearing) {
        this.wallClock = wallClock;
        this.hearing = hearing;
    }

    void standing(MembershipSnapshot now) {
        boolean sameLeader =
                standing.filter(before -> before.leader().equals(now.leader())).isPresent();
        leaderSuspected = leaderSuspected && sameLeader && now.role() == Role.MEMBER;
        standing = Optional.of(now);
    }

    void liveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderSuspected suspected) {
            leaderSuspected = suspected.suspected();
        }
    }

    void event(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            arrivals.put(entered.self(), wallClock.getAsLong());
        } else if (event instanceof NetworkEvent.MemberChanged changed) {
            changed(changed);
        }
    }

    private void changed(NetworkEvent.MemberChanged changed) {
        Change change = changed.change();
        Member member = changed.member();
        if (change == Change.RENAMED) {
            return; // the view has the name
        }
        long now = wallClock.getAsLong();
        if (change == Change.JOINED) {
            gone.remove(member.id());
            arrivals.put(member.id(), now);
            return;
        }
        arrivals.remove(member.id());
        Presence how = change == Change.LEFT ? Presence.LEFT : Presence.DROPPED;
        gone.put(member.id(), new Person(member, how, Optional.of(now), changed.reason()));
        if (gone.size() > MOST_GONE) {
            gone.remove(gone.keySet().iterator().next());
        }
    }

    Attending now() {
        List<Person> people = new ArrayList<>();
        standing.flatMap(MembershipSnapshot::view)
                .map(View::members)
                .ifPresent(members -> members.forEach(member -> {
                    Optional<Long> since = Optional.ofNullable(arrivals.get(member.id()));
                    people.add(new Person(
                            member,
                            isDoubted(member) ? Presence.UNREACHABLE : Presence.PRESENT,
                            since,
                            Optional.empty()));
                }));
        people.addAll(gone.values());
        return new Attending(standing, people);
    }

    private boolean isDoubted(Member member) {
        boolean leads = standing.flatMap(MembershipSnapshot::view)
                .filter(view -> view.leader().equals(member.node()))
                .isPresent();
        boolean electing = standing.map(MembershipSnapshot::role)
                .filter(Role.ELECTING::equals)
                .isPresent();
        return hearing.misses(member) || (leads && (leaderSuspected || electing));
    }
}
