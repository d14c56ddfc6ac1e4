package p2pchat.roster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import p2pchat.model.PersonKey;

/** The people who wait for an approval at the leader. Bounded; who stops asking is forgotten. Pure. */
final class Applicants {

    static final int MAX_WAITING = 64;
    static final long PATIENCE_MILLIS = 600_000;

    private record Waiting(Application application, long askedAt) {}

    private final Map<PersonKey, Waiting> waiting = new LinkedHashMap<>();

    /** Returns whether the applicant may wait. One that asks again keeps its place. */
    boolean add(long now, Application application) {
        expire(now);
        if (waiting.size() >= MAX_WAITING && !waiting.containsKey(application.person())) {
            return false;
        }
        waiting.put(application.person(), new Waiting(application, now));
        return true;
    }

    void expire(long now) {
        waiting.values().removeIf(entry -> now - entry.askedAt() >= PATIENCE_MILLIS);
    }

    void removeIf(Predicate<PersonKey> answered) {
        waiting.keySet().removeIf(answered);
    }

    /** Replaces everyone by those that the leader shows. */
    void replace(long now, List<Application> shown) {
        waiting.clear();
        shown.forEach(application -> add(now, application));
    }

    void clear() {
        waiting.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns those who wait, the longest first. */
    List<Application> list() {
        return waiting.values().stream().map(Waiting::application).toList();
    }
}
