package p2pchat.console.render;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Fingerprint;
import p2pchat.model.Look;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;

/**
 * The members, the leader and the roster, as far as past events named them.
 *
 * @param nicks nicks of all known members; later events may be about members that left
 * @param present nicks of the current members
 * @param people the persons behind known members
 * @param ambiguous the known members whose nick looks like that of another person
 * @param roster what the statements of the network amount to
 */
public record MemberNames(
        Optional<NodeId> self,
        SortedMap<NodeId, String> nicks,
        SortedMap<NodeId, String> present,
        Optional<NodeId> leader,
        long epoch,
        Map<NodeId, PersonKey> people,
        Set<NodeId> ambiguous,
        RosterFacts roster) {

    public static final MemberNames NONE = new MemberNames(
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>(),
            Optional.empty(),
            0,
            Map.of(),
            Set.of(),
            RosterFacts.NONE);

    /** Bounds the known members; the oldest that left are forgotten first. */
    static final int MAX_MET = 1_024;

    /** Has no common factor with any number of colors, and gives neighbors distant colors. */
    private static final int STRIDE = 37;

    public MemberNames {
        nicks = Collections.unmodifiableSortedMap(nicks);
        present = Collections.unmodifiableSortedMap(present);
        people = Map.copyOf(people);
    }

    public MemberNames after(NetworkEvent event) {
        RosterFacts now = roster.after(event);
        MemberNames next = membersAfter(event);
        return now.equals(roster)
                ? next
                : new MemberNames(
                        next.self, next.nicks, next.present, next.leader, next.epoch, next.people, next.ambiguous, now);
    }

    private MemberNames membersAfter(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            MemberNames met = present(entered.view().members());
            return new MemberNames(
                    Optional.of(entered.self().node()),
                    met.nicks,
                    met.present,
                    Optional.of(entered.view().leader()),
                    entered.view().id().epoch(),
                    people,
                    met.ambiguous,
                    roster);
        }
        if (event instanceof NetworkEvent.Condition condition) {
            MemberNames met = present(condition.members());
            return new MemberNames(
                    self, met.nicks, met.present, condition.leader(), condition.epoch(), people, met.ambiguous, roster);
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            return changed(changed);
        }
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            MemberNames met = met(changed.to().node(), changed.to().nick());
            return new MemberNames(
                    self,
                    met.nicks,
                    present,
                    Optional.of(changed.to().node()),
                    changed.epoch(),
                    people,
                    met.ambiguous,
                    roster);
        }
        if (event instanceof NetworkEvent.Spoken spoken) {
            return met(spoken.message().author(), spoken.author());
        }
        return event instanceof NetworkEvent.PeopleIdentified identified ? identified(identified.people()) : this;
    }

    private MemberNames identified(Map<NodeId, PersonKey> latest) {
        Map<NodeId, PersonKey> all = new HashMap<>(people);
        all.keySet().retainAll(nicks.keySet());
        all.putAll(latest);
        return new MemberNames(self, nicks, present, leader, epoch, all, ambiguous(nicks, all), roster);
    }

    private static Set<NodeId> ambiguous(SortedMap<NodeId, String> nicks, Map<NodeId, PersonKey> people) {
        Map<NodeId, Look> looks = new HashMap<>();
        Map<String, Set<Object>> owners = new HashMap<>();
        nicks.forEach((node, nick) -> {
            Look look = Look.of(nick);
            looks.put(node, look);
            Object owner = people.containsKey(node) ? people.get(node) : node; // perhaps another person
            keys(look)
                    .forEach(key -> owners.computeIfAbsent(key, known -> new HashSet<>())
                            .add(owner));
        });
        return looks.entrySet().stream()
                .filter(entry -> keys(entry.getValue())
                        .anyMatch(key -> owners.getOrDefault(key, Set.of()).size() > 1))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> keys(Look look) {
        return Stream.of("letters " + look.letters(), "shapes " + look.shapes());
    }

    /** Returns the short form of the member's person key; empty if it is unknown. */
    Optional<Fingerprint> fingerprint(NodeId node) {
        return Optional.ofNullable(people.get(node)).map(PersonKey::fingerprint);
    }

    /**
     * Returns the name to show: the nick, with the node id if another person who was seen here has a similar one, or
     * only the node id if the nick is unknown.
     */
    public String of(NodeId node) {
        String nick = nick(node);
        return ambiguous.contains(node) ? nick + " (#" + node.value() + ")" : nick;
    }

    /** Adds the authors of messages, unless they are known. */
    MemberNames with(List<NetworkEvent.Said> messages) {
        MemberNames all = this;
        for (NetworkEvent.Said said : messages) {
            all = all.nicks.containsKey(said.message().author()) ? all : all.after(said);
        }
        return all;
    }

    /** Returns the nick, or the node id if the nick is unknown. */
    String nick(NodeId node) {
        return nicks.getOrDefault(node, "#" + node.value());
    }

    public String of(List<NodeId> nodes) {
        return nodes.stream().map(this::of).collect(Collectors.joining(", "));
    }

    /**
     * Returns the color index of a member, the same on every screen with the same members. Neighbors in the list of
     * members have different colors.
     */
    int hue(NodeId node, int colors) {
        int last = -1;
        for (NodeId next : present.headMap(node).keySet()) {
            last = hue(next, last, colors);
        }
        return hue(node, last, colors);
    }

    private static int hue(NodeId node, int last, int colors) {
        int color = Math.floorMod(node.value() * STRIDE, colors);
        return color == last ? (color + 1) % colors : color;
    }

    boolean isSelf(NodeId node) {
        return self.filter(node::equals).isPresent();
    }

    private MemberNames changed(NetworkEvent.MemberChanged changed) {
        NodeId node = changed.member().node();
        MemberNames met = met(node, changed.member().nick());
        SortedMap<NodeId, String> now = new TreeMap<>(present);
        if (changed.change() == NetworkEvent.Change.JOINED || changed.change() == NetworkEvent.Change.RENAMED) {
            now.put(node, met.nick(node));
        } else {
            now.remove(node);
        }
        return new MemberNames(self, met.nicks, now, leader, epoch, people, met.ambiguous, roster);
    }

    private MemberNames present(List<Member> members) {
        SortedMap<NodeId, String> now = new TreeMap<>();
        members.forEach(
                member -> now.put(member.node(), Sanitiser.nick(member.nick().value())));
        SortedMap<NodeId, String> met = new TreeMap<>(nicks);
        met.putAll(now);
        return with(met, now);
    }

    private MemberNames met(NodeId node, Nick nick) {
        String clean = Sanitiser.nick(nick.value());
        if (clean.equals(nicks.get(node))) {
            return this;
        }
        SortedMap<NodeId, String> met = new TreeMap<>(nicks);
        met.put(node, clean);
        return with(met, present);
    }

    private MemberNames with(SortedMap<NodeId, String> met, SortedMap<NodeId, String> now) {
        SortedMap<NodeId, String> bounded = forgetting(met);
        Set<NodeId> alike = bounded.equals(nicks) ? ambiguous : ambiguous(bounded, people);
        return new MemberNames(self, bounded, now, leader, epoch, people, alike, roster);
    }

    private SortedMap<NodeId, String> forgetting(SortedMap<NodeId, String> met) {
        while (met.size() > MAX_MET) {
            NodeId first = met.keySet().stream()
                    .filter(node -> !present.containsKey(node))
                    .findFirst()
                    .orElse(met.firstKey());
            met.remove(first);
        }
        return met;
    }
}
