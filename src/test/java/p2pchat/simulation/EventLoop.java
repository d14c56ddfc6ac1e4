package p2pchat.simulation;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Runs all events of a simulation in virtual time, one at a time, in a fixed order. */
final class EventLoop {

    /** Owner of events. They are dropped once it has exited and wait while it is paused. */
    interface Process {
        boolean exited();

        long pausedUntil();
    }

    private record Event(long at, long order, Process owner, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Owns the events of the network and of the test; it is never paused. */
    static final Process WORLD = new Process() {
        @Override
        public boolean exited() {
            return false;
        }

        @Override
        public long pausedUntil() {
            return 0;
        }
    };

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final RandomGenerator random;
    private long now = 1_000;
    private long lastOrder;
    private long eventCount;

    EventLoop(RandomGenerator random) {
        this.random = random;
    }

    long now() {
        return now;
    }

    long eventCount() {
        return eventCount;
    }

    void schedule(long delay, Process owner, Runnable action) {
        queue.add(new Event(now + Math.max(0, delay), ++lastOrder, owner, action));
    }

    /** Runs the next event due by {@code end}. Returns false, with the time at {@code end}, if there is none. */
    boolean runNext(long end) {
        Event next = queue.peek();
        if (next == null || next.at() > end) {
            now = Math.max(now, end);
            return false;
        }
        queue.remove();
        now = next.at();
        if (next.owner().exited()) {
            return true;
        }
        if (next.owner().pausedUntil() > now) {
            schedule(next.owner().pausedUntil() - now + random.nextInt(3), next.owner(), next.action());
            return true;
        }
        eventCount++;
        next.action().run();
        return true;
    }
}
