package p2pchat.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import p2pchat.model.Look;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Change;
import p2pchat.model.NetworkStatus.Identity;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.SafetyNumber;
import p2pchat.model.Uid;
import p2pchat.model.Verification;

/**
 * Remembers which person had which nick in a network, and detects a nick whose person key has changed.
 *
 * <p>Pure, except for its two ports. Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class KnownPeople {

    /** The nick seen longest ago is forgotten first. */
    static final int MAX_SEEN = 4_096;

    private record Seen(Nick nick, PersonKey person, Look look, Look withoutNumber) {
        Seen(Nick nick, PersonKey person) {
            this(nick, person, nick.look(), nick.lookWithoutNumber());
        }
    }

    private final Uid self;
    private final Function<Uid, Optional<PersonKey>> people;
    private final Supplier<Map<PersonKey, Nick>> verified;
    private final Set<Seen> seen = new LinkedHashSet<>();
    private final Map<NodeId, PersonKey> met = new LinkedHashMap<>();
    private boolean unreported;
    private Optional<PersonKey> shown = Optional.empty();

    /**
     * @param people returns the person behind a uid, if its card is known
     * @param verified returns the people whose keys this user has compared, with their nicks at that time
     */
    KnownPeople(Uid self, Function<Uid, Optional<PersonKey>> people, Supplier<Map<PersonKey, Nick>> verified) {
        this.self = self;
        this.people = people;
        this.verified = verified;
    }

    /** Adds members of earlier views. */
    void remember(Collection<Member> members) {
        members.forEach(member -> people.apply(member.uid()).ifPresent(person -> {
            add(new Seen(member.nick(), person));
            meet(member.node(), person);
        }));
    }

    private void meet(NodeId node, PersonKey person) {
        unreported = !person.equals(met.remove(node)) || unreported;
        met.put(node, person);
        if (met.size() > MAX_SEEN) {
            met.remove(met.keySet().iterator().next());
        }
    }

    private void add(Seen pair) {
        seen.remove(pair); // to the end
        seen.add(pair);
        if (seen.size() > MAX_SEEN) {
            seen.remove(seen.iterator().next());
        }
    }

    /** Returns the people behind the members met so far if the event names a new member. */
    Optional<NetworkEvent> identify(NetworkEvent event) {
        members(event).forEach(member -> people.apply(member.uid()).ifPresent(person -> meet(member.node(), person)));
        boolean changed = unreported;
        unreported = false;
        return changed ? Optional.of(new NetworkEvent.PeopleIdentified(met)) : Optional.empty();
    }

    /** Returns the members of an event whose nick was known from another person. */
    List<NetworkEvent.NewKey> meet(NetworkEvent event) {
        List<Seen> before = known();
        List<NetworkEvent.NewKey> announcements = new ArrayList<>();
        for (Member member : members(event)) {
            people.apply(member.uid())
                    .map(person -> new Seen(member.nick(), person))
                    .ifPresent(pair -> {
                        if (!seen.contains(pair)) {
                            newKey(member, pair, before).ifPresent(announcements::add);
                        }
                        add(pair);
                    });
        }
        return announcements;
    }

    private Optional<NetworkEvent.NewKey> newKey(Member member, Seen now, List<Seen> before) {
        List<Seen> alike = before.stream()
                .filter(known -> known.look().resembles(now.look()))
                .toList();
        boolean same = alike.stream().anyMatch(known -> known.person().equals(now.person()));
        return same || member.uid().equals(self)
                ? Optional.empty()
                : alike.stream()
                        .findFirst() // a verified person, if one has the nick
                        .map(known -> new NetworkEvent.NewKey(
                                member,
                                now.person(),
                                known.nick(),
                                known.person(),
                                verified.get().containsKey(known.person())));
    }

    /** Returns every known pair, those of verified people first. */
    private List<Seen> known() {
        List<Seen> known = new ArrayList<>();
        verified.get().forEach((person, nick) -> known.add(new Seen(nick, person)));
        known.addAll(seen);
        return known;
    }

    /** Adds the identity of each person whose card is known. */
    List<Person> withIdentities(List<Person> persons) {
        List<Seen> known = known();
        return persons.stream()
                .map(person -> new Person(
                        person.member(),
                        person.presence(),
                        person.since(),
                        person.reason(),
                        people.apply(person.member().uid()).map(key -> identity(person.member(), key, known))))
                .toList();
    }

    private Identity identity(Member member, PersonKey person, List<Seen> known) {
        Look look = member.nick().lookWithoutNumber();
        return new Identity(
                person,
                verified.get().containsKey(person),
                known.stream()
                        .anyMatch(other -> !other.person().equals(person)
                                && other.withoutNumber().resembles(look)));
    }

    /**
     * Returns the number that two users compare, or checks the user's confirmation that it matched. Only the number
     * that was shown last can be {@code confirmed}, because another member may have taken the nick since.
     */
    Verification verify(Member member, PersonKey person, PersonKey own, boolean confirmed) {
        SafetyNumber number = SafetyNumber.of(own, person);
        if (person.equals(own)) {
            return new Verification(member, person, number, Verification.State.OWN);
        }
        if (confirmed && shown.equals(Optional.of(person))) {
            return new Verification(member, person, number, Verification.State.VERIFIED);
        }
        shown = confirmed ? shown : Optional.of(person);
        return new Verification(member, person, number, Verification.State.TO_COMPARE);
    }

    private static List<Member> members(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            return entered.view().members();
        }
        if (event instanceof NetworkEvent.Condition condition) {
            return condition.members();
        }
        return event instanceof NetworkEvent.MemberChanged changed
                        && (changed.change() == Change.JOINED || changed.change() == Change.RENAMED)
                ? List.of(changed.member())
                : List.of();
    }
}
