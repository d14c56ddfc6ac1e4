package p2pchat.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.model.Uid;

/**
 * The statements of a run. Keys are not simulated, so a statement is a number, and the person is the host. Each node knows
 * some of the statements, and the newest of these about a person counts; a removal is final.
 */
final class SimulatedRoster {

    enum Standing {
        MEMBER,
        READER,
        REMOVED
    }

    private record Statement(int person, Standing standing) {}

    private final List<Statement> all = new ArrayList<>();
    private final Set<Uid> uids = new TreeSet<>();

    /** A node of a host has this uid. */
    void add(Uid uid) {
        uids.add(uid);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns the number of a new statement. */
    int state(int person, Standing standing) {
        all.add(new Statement(person, standing));
        return all.size() - 1;
    }

    Set<Integer> numbers() {
        Set<Integer> numbers = new TreeSet<>();
        for (int number = 0; number < all.size(); number++) {
            numbers.add(number);
        }
        return numbers;
    }

    Standing standing(int person, Collection<Integer> known) {
        Standing standing = Standing.MEMBER;
        for (int number : new TreeSet<>(known)) {
            Statement statement = all.get(number);
            if (statement.person() == person && standing != Standing.REMOVED) {
                standing = statement.standing();
            }
        }
        return standing;
    }

    Standing standing(Uid uid, Collection<Integer> known) {
        return standing(NodeStore.host(uid), known);
    }

    boolean isRemoved(Uid uid, Collection<Integer> known) {
        return standing(uid, known) == Standing.REMOVED;
    }

    boolean isUnfit(Uid uid, Collection<Integer> known) {
        return standing(uid, known) != Standing.MEMBER;
    }

    Set<Uid> removed(Collection<Integer> known) {
        Set<Uid> removed = new HashSet<>(uids);
        removed.removeIf(uid -> !isRemoved(uid, known));
        return removed;
    }

    Set<Uid> unfit(Collection<Integer> known) {
        Set<Uid> unfit = new HashSet<>(uids);
        unfit.removeIf(uid -> !isUnfit(uid, known));
        return unfit;
    }
}
