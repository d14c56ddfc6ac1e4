package p2pchat.liveness;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Uid;

/** When each member was last heard, and which pings and pongs the two of us exchanged. */
final class Contacts {

    /** Twice a full network: views and those evicted from them. */
    private static final int MOST = 512;

    /** Nothing was heard yet. Far enough back for every window, near enough for arithmetic. */
    static final long NEVER = Long.MIN_VALUE / 4;

    /** One member. */
    static final class Contact {
        long heardAt = NEVER;
        long roundTripAt = NEVER;
        boolean disconnected;
        /** Others heard it last, not we. */
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

    /** After a pause of our own, silence proves nothing: everybody starts anew, and no round trip grew old (H6). */
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

    /** Strangers go first when there are too many. */
    void prune(MembershipSnapshot standing) {
        Iterator<Uid> all = contacts.keySet().iterator();
        while (contacts.size() > MOST && all.hasNext()) {
            if (standing.find(all.next()).isEmpty()) {
                all.remove();
            }
        }
    }
}
