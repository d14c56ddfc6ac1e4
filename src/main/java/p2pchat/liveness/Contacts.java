package p2pchat.liveness;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Uid;

/** When each member was last heard, and the numbers of the pings and pongs exchanged with it. */
final class Contacts {

    /** Twice a full network: the members of the view and those dropped from it. */
    private static final int MAX_CONTACTS = 512;

    /** Before every window, but close enough for arithmetic. */
    static final long NEVER = Long.MIN_VALUE / 4;

    static final class Contact {
        long heardAt = NEVER;
        long roundTripAt = NEVER;
        boolean disconnected;
        /** Set if other members heard it last, not this node. */
        boolean throughOthers;

        long pingNumber;
        long pongReceived;
        long pongSent;
        long shownAt = NEVER;

        void heard(long now) {
            heardAt = now;
            disconnected = false;
            throughOthers = false;
        }

        void roundTrip(long now) {
            heard(now);
            roundTripAt = now;
        }
    }

    private final Map<Uid, Contact> contacts = new TreeMap<>();

    Contact of(Uid uid) {
        return contacts.computeIfAbsent(uid, fresh -> new Contact());
    }

    /** Forgets silence after a pause of this process, in which no round trip grew old (H6). */
    void forgiveSilence(long now, long pause) {
        contacts.values().forEach(contact -> {
            contact.heardAt = now;
            contact.roundTripAt += pause;
        });
    }

    int countRoundTripsSince(long time, Collection<Uid> among) {
        return (int) among.stream()
                .distinct()
                .map(contacts::get)
                .filter(contact -> contact != null && contact.roundTripAt >= time)
                .count();
    }

    /** Drops contacts that are not members when there are too many. */
    void prune(MembershipSnapshot standing) {
        Iterator<Uid> all = contacts.keySet().iterator();
        while (contacts.size() > MAX_CONTACTS && all.hasNext()) {
            if (standing.find(all.next()).isEmpty()) {
                all.remove();
            }
        }
    }
}
