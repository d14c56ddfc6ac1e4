package p2pchat.simulation;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Virtual time: whatever happens, happens here, one event after the other. */
final class EventLoop {

    /** Something that runs, and may stand still or be gone when its event is due. */
    interface Process {
        boolean exited();

        /** Its events wait until then. */
        long pausedUntil();
    }

    private record Event(long at, long order, Process owner, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** The world itself, which is never paused. */
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

    /** Runs the next event, unless it is later than {@code end}; then time is {@code end}. */
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
