package p2pchat.simulation;

import java.util.Map;
import java.util.TreeMap;

/** A node's timers, one for each key, and the mail between its rooms. */
final class SimulatedUnaryMessages {

    private final World world;
    private final SimulatedNode node;
    private final Map<Object, Long> timers =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private long busyUntil;
    private long timerNumber;

    SimulatedUnaryMessages(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    void timer(Object key, long delay, Runnable fires) {
        long number = ++timerNumber;
        timers.put(key, number);
        world.timeline.after(delay, node, () -> {
            if (timers.getOrDefault(key, 0L) == number) {
                timers.remove(key);
                fires.run();
            }
        });
    }

    void cancel(Object key) {
        timers.remove(key);
    }

    /** Rooms have mailboxes: what one tells another arrives in order, now and then a little later. */
    void toRooms(Runnable message) {
        long delay = world.random.nextInt(8) == 0 ? 1 : 0;
        busyUntil = Math.max(busyUntil, world.timeline.now() + delay);
        world.timeline.after(busyUntil - world.timeline.now(), node, message);
    }
}
