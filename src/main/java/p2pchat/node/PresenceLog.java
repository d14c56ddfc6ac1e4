package p2pchat.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Change;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.View;

/**
 * Remembers who joined and who left while this process ran.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class PresenceLog {

    private static final int MAX_FORMER_MEMBERS = 64;

    private final LongSupplier wallClock;
    private final Reachability reachability;
    private final Map<MemberId, Long> joinedAt = new LinkedHashMap<>();
    private final Map<MemberId, Person> former = new LinkedHashMap<>();

    PresenceLog(LongSupplier wallClock, Reachability reachability) {
        this.wallClock = wallClock;
        this.reachability = reachability;
    }

    void onEvent(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            joinedAt.put(entered.self(), wallClock.getAsLong());
        } else if (event instanceof NetworkEvent.MemberChanged changed) {
            memberChanged(changed);
        }
    }

    private void memberChanged(NetworkEvent.MemberChanged changed) {
        Change change = changed.change();
        Member member = changed.member();
        if (change == Change.RENAMED) {
            return; // the view has the new nick
        }
        long now = wallClock.getAsLong();
        if (change == Change.JOINED) {
            former.remove(member.id());
            joinedAt.put(member.id(), now);
            return;
        }
        joinedAt.remove(member.id());
        Presence presence = change == Change.LEFT ? Presence.LEFT : Presence.DROPPED;
        former.put(member.id(), new Person(member, presence, Optional.of(now), changed.reason(), Optional.empty()));
        if (former.size() > MAX_FORMER_MEMBERS) {
            former.remove(former.keySet().iterator().next());
        }
    }

    /** Returns the members of the view, then the former members, latest last. */
    List<Person> people(Optional<MembershipSnapshot> snapshot) {
        List<Person> people = new ArrayList<>();
        snapshot.ifPresent(now -> now.view()
                .map(View::members)
                .orElse(List.of())
                .forEach(member -> {
                    Presence presence =
                            reachability.isUnreachable(member, now) ? Presence.UNREACHABLE : Presence.PRESENT;
                    people.add(new Person(
                            member,
                            presence,
                            Optional.ofNullable(joinedAt.get(member.id())),
                            Optional.empty(),
                            Optional.empty()));
                }));
        people.addAll(former.values());
        return people;
    }
}
