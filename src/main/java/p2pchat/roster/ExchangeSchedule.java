package p2pchat.roster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import p2pchat.model.Leader;
import p2pchat.model.Uid;

/**
 * Decides when to ask which member for statements, after a frame of it showed another frontier. One exchange at a time
 * with a member, few in all, and less often with a member that has nothing new. Bounded. Pure.
 */
final class ExchangeSchedule {

    static final long INTERVAL_MILLIS = 100;
    static final long MAX_INTERVAL_MILLIS = 5_000;
    static final int MAX_RUNNING = 4;
    static final int MAX_MEMBERS = 1_024;

    private record Pace(long lastEnd, long interval) {}

    /** Those to ask, those who differed first in front. */
    private final Map<Uid, Leader> wanted = new LinkedHashMap<>();

    private final Map<Uid, Leader> running = new LinkedHashMap<>();
    private final Map<Uid, Pace> paces = new LinkedHashMap<>();

    void differs(Leader member) {
        if (wanted.size() < MAX_MEMBERS && !running.containsKey(member.uid())) {
            wanted.putIfAbsent(member.uid(), member);
        }
    }

    /** Returns the members to ask now. */
    List<Leader> due(long now) {
        List<Leader> due = new ArrayList<>();
        Iterator<Leader> waiting = wanted.values().iterator();
        while (waiting.hasNext() && running.size() < MAX_RUNNING) {
            Leader member = waiting.next();
            if (dueAt(member.uid()) <= now) {
                waiting.remove();
                running.put(member.uid(), member);
                due.add(member);
            }
        }
        return due;
    }

    /** Returns the delay until {@link #due} may return more; negative if nothing is wanted. */
    long delay(long now) {
        if (wanted.isEmpty() || running.size() >= MAX_RUNNING) {
            return -1;
        }
        long first = wanted.keySet().stream().mapToLong(this::dueAt).min().orElseThrow();
        return Math.max(1, first - now);
    }

    private long dueAt(Uid member) {
        Pace pace = paces.get(member);
        return pace == null ? Long.MIN_VALUE / 2 : pace.lastEnd() + pace.interval();
    }

    /**
     * Ends an exchange.
     *
     * @param useful whether it brought something
     * @param more whether the member has more
     */
    void ended(long now, Uid uid, boolean useful, boolean more) {
        Leader member = running.remove(uid);
        if (member == null) {
            return;
        }
        Pace before = paces.remove(uid);
        long interval =
                useful || before == null ? INTERVAL_MILLIS : Math.min(MAX_INTERVAL_MILLIS, before.interval() * 2);
        paces.put(uid, new Pace(useful && more ? now - interval : now, interval));
        if (paces.size() > MAX_MEMBERS) {
            paces.remove(paces.keySet().iterator().next());
        }
        if (useful && more) {
            wanted.put(uid, member);
        }
    }

    /** Forgets who differed from an earlier frontier; a frame shows whether they still do. */
    void frontierChanged() {
        wanted.clear();
        paces.replaceAll((uid, pace) -> new Pace(pace.lastEnd(), INTERVAL_MILLIS));
    }
}
