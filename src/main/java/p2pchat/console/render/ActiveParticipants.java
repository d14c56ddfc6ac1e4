package p2pchat.console.render;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/**
 * Members that wrote or were mentioned in the last ten minutes. When one of them leaves, the others want to know, so it
 * is not folded into the {@link JoinLeaveSummary}.
 *
 * @param last when each member last wrote or was mentioned, in milliseconds since 1970
 * @param now the current time
 */
public record ActiveParticipants(SortedMap<NodeId, Long> last, long now) {

    static final ActiveParticipants NONE = new ActiveParticipants(new TreeMap<>(), 0);

    public static final long MILLIS = 10 * 60_000;

    public ActiveParticipants {
        last = Collections.unmodifiableSortedMap(last);
    }

    ActiveParticipants at(long time) {
        SortedMap<NodeId, Long> recent = new TreeMap<>(last);
        recent.values().removeIf(active -> time - active > MILLIS);
        return new ActiveParticipants(recent, time);
    }

    /** Adds the author and the members mentioned. Recent history counts too. */
    ActiveParticipants after(NetworkEvent.Spoken spoken, MemberNames names) {
        SortedMap<NodeId, Long> recent = new TreeMap<>(last);
        recent.put(spoken.message().author(), spoken.receivedAt());
        names.present().forEach((node, nick) -> {
            if (Mention.of(nick, spoken.message().text())) {
                recent.put(node, spoken.receivedAt());
            }
        });
        while (recent.size() > MemberNames.MAX_MET) {
            recent.remove(recent.firstKey());
        }
        return new ActiveParticipants(recent, Math.max(now, spoken.receivedAt()));
    }

    boolean contains(NodeId node) {
        Long active = last.get(node);
        return active != null && now - active <= MILLIS;
    }
}
