package p2pchat.console.render;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;

/**
 * Who is who, as the events told it: what renderings need beyond the event at hand.
 *
 * @param nicks of everybody met, those that are gone included, since what is told last is often about them
 * @param present the members of the network now
 */
public record MemberNames(
        Optional<NodeId> self,
        SortedMap<NodeId, String> nicks,
        SortedMap<NodeId, String> present,
        Optional<NodeId> leader,
        long epoch) {

    public static final MemberNames NONE =
            new MemberNames(Optional.empty(), new TreeMap<>(), new TreeMap<>(), Optional.empty(), 0);

    /** Members come and go; of those gone the ones met first are forgotten first. */
    static final int MAX_MET = 1_024;

    /** Shares no factor with a number of colours, and leads from one to another that is far from it. */
    private static final int STRIDE = 37;

    public MemberNames {
        nicks = Collections.unmodifiableSortedMap(nicks);
        present = Collections.unmodifiableSortedMap(present);
    }

    /** What is known after the event. */
    public MemberNames after(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            MemberNames met = present(entered.view().members());
            return new MemberNames(
                    Optional.of(entered.self().node()),
                    met.nicks,
                    met.present,
                    Optional.of(entered.view().leader()),
                    entered.view().id().epoch());
        }
        if (event instanceof NetworkEvent.Condition condition) {
            MemberNames met = present(condition.members());
            return new MemberNames(self, met.nicks, met.present, condition.leader(), condition.epoch());
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            return changed(changed);
        }
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            MemberNames met = met(changed.to().node(), changed.to().nick());
            return new MemberNames(
                    self, met.nicks, present, Optional.of(changed.to().node()), changed.epoch());
        }
        if (event instanceof NetworkEvent.Spoken spoken) {
            return met(spoken.message().author(), spoken.author());
        }
        return this;
    }

    /** The nick, or the number where nobody told it. */
    public String of(NodeId node) {
        return nicks.getOrDefault(node, "#" + node.value());
    }

    public String of(List<NodeId> nodes) {
        return nodes.stream().map(this::of).collect(Collectors.joining(", "));
    }

    /**
     * Which of so many colours a member has: one that stays, and that is the same on every screen with the same members.
     * Two who stand beside each other in the list of members have different ones.
     */
    int hue(NodeId node, int colours) {
        int last = -1;
        for (NodeId next : present.headMap(node).keySet()) {
            last = hue(next, last, colours);
        }
        return hue(node, last, colours);
    }

    private static int hue(NodeId node, int last, int colours) {
        int own = Math.floorMod(node.value() * STRIDE, colours);
        return own == last ? (own + 1) % colours : own;
    }

    boolean isSelf(NodeId node) {
        return self.isPresent() && self.get().equals(node);
    }

    private MemberNames changed(NetworkEvent.MemberChanged changed) {
        NodeId node = changed.member().node();
        MemberNames met = met(node, changed.member().nick());
        SortedMap<NodeId, String> now = new TreeMap<>(present);
        if (changed.change() == NetworkEvent.Change.JOINED || changed.change() == NetworkEvent.Change.RENAMED) {
            now.put(node, met.of(node));
        } else {
            now.remove(node);
        }
        return new MemberNames(self, met.nicks, now, leader, epoch);
    }

    private MemberNames present(List<Member> members) {
        SortedMap<NodeId, String> now = new TreeMap<>();
        members.forEach(
                member -> now.put(member.node(), Sanitiser.nick(member.nick().value())));
        SortedMap<NodeId, String> met = new TreeMap<>(nicks);
        met.putAll(now);
        return new MemberNames(self, forgetting(met), now, leader, epoch);
    }

    private MemberNames met(NodeId node, Nick nick) {
        String clean = Sanitiser.nick(nick.value());
        if (clean.equals(nicks.get(node))) {
            return this;
        }
        SortedMap<NodeId, String> met = new TreeMap<>(nicks);
        met.put(node, clean);
        return new MemberNames(self, forgetting(met), present, leader, epoch);
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
