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
 * The proof that somebody is gone: one more direct ping and two indirect ones in parallel, all without a yes. It keeps
 * short pauses and lost packets from changing the leader (protocol 0).
 */
final class Verification {

    /** Two helpers: if one of them has the same trouble as we do, the other probably has not. */
    private static final int HELPERS = 2;

    /** What is done with the outcome. */
    enum Purpose {
        /** We follow the suspect. */
        LEADER,
        /** We lead the suspect. */
        MEMBER,
        /** The role machine asked. */
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

    void awaits(long ticket) {
        open.add(ticket);
    }

    boolean awaiting(long ticket) {
        return open.contains(ticket);
    }

    /** Whether this was one of our pings. */
    boolean settle(long ticket) {
        return open.remove(ticket);
    }

    boolean exhausted() {
        return open.isEmpty();
    }

    static List<Member> helpers(MembershipSnapshot standing, Uid suspect, RandomGenerator random) {
        List<Member> candidates = new ArrayList<>(standing.others());
        candidates.removeIf(member -> member.uid().equals(suspect));
        List<Member> chosen = new ArrayList<>();
        while (chosen.size() < HELPERS && !candidates.isEmpty()) {
            chosen.add(candidates.remove(random.nextInt(candidates.size())));
        }
        return chosen;
    }
}
