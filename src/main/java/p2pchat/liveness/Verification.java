package p2pchat.liveness;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Stint;
import p2pchat.model.Uid;

/**
 * The proof that a node is gone: one more direct ping and two indirect ones in parallel, none of which gets a pong. It
 * keeps short pauses and lost packets from changing the leader (protocol 0).
 */
final class Verification {

    /** If one of two helpers has the same trouble as this node, the other probably has not. */
    private static final int HELPERS = 2;

    enum Purpose {
        /** This node follows the suspect. */
        LEADER,
        /** This node leads the suspect. */
        MEMBER,
        /** Membership asked for it. */
        REQUEST
    }

    final Purpose purpose;
    final Leader suspect;
    final Stint stint;
    private final Set<Long> open = new TreeSet<>();

    Verification(Purpose purpose, Leader suspect, Stint stint) {
        this.purpose = purpose;
        this.suspect = suspect;
        this.stint = stint;
    }

    void await(long ticket) {
        open.add(ticket);
    }

    boolean isAwaiting(long ticket) {
        return open.contains(ticket);
    }

    /** Returns whether this ping belonged to the verification and was open. */
    boolean settle(long ticket) {
        return open.remove(ticket);
    }

    boolean isExhausted() {
        return open.isEmpty();
    }

    static List<Member> helpers(MembershipSnapshot snapshot, Uid suspect, RandomGenerator random) {
        List<Member> candidates = new ArrayList<>(snapshot.others());
        candidates.removeIf(member -> member.uid().equals(suspect));
        List<Member> chosen = new ArrayList<>();
        while (chosen.size() < HELPERS && !candidates.isEmpty()) {
            chosen.add(candidates.remove(random.nextInt(candidates.size())));
        }
        return chosen;
    }
}
