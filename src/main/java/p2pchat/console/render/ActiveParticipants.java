package p2pchat.console.render;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/**
 * Who takes part in the conversation: spoke, or was spoken to, in the last ten minutes. That such a one leaves matters
 * to the others, and is not told in passing.
 *
 * @param last when each last spoke or was spoken to, in milliseconds since 1970
 * @param now what time it is, as last told
 */
public record ActiveParticipants(SortedMap<NodeId, Long> last, long now) {

    static final ActiveParticipants NOBODY = new ActiveParticipants(new TreeMap<>(), 0);

    public static final long MILLIS = 10 * 60_000;

    public ActiveParticipants {
        last = Collections.unmodifiableSortedMap(last);
    }

    /** Time passes: those of long ago are forgotten. */
    ActiveParticipants at(long time) {
        SortedMap<NodeId, Long> recent = new TreeMap<>(last);
        recent.values().removeIf(spoke -> time - spoke > MILLIS);
        return new ActiveParticipants(recent, time);
    }

    /** Somebody said something, maybe to somebody who is here. History counts as well, if it is that young. */
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

    boolean to(NodeId node) {
        Long spoke = last.get(node);
        return spoke != null && now - spoke <= MILLIS;
    }
}
