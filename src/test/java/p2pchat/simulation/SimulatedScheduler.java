package p2pchat.simulation;

import java.util.Map;
import java.util.TreeMap;

/** Runs a node's timers, one per key, and the messages between its actors. */
final class SimulatedScheduler {

    private final World world;
    private final SimulatedNode node;
    private final Map<Object, Long> timers =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private long busyUntil;
    private long timerNumber;

    SimulatedScheduler(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    void startTimer(Object key, long delay, Runnable action) {
        long number = ++timerNumber;
        timers.put(key, number);
        world.loop.schedule(delay, node, () -> {
            if (timers.getOrDefault(key, 0L) == number) {
                timers.remove(key);
                action.run();
            }
        });
    }

    void cancelTimer(Object key) {
        timers.remove(key);
    }

    /** Delivers a message between actors in order, sometimes 1 ms later. */
    void deliver(Runnable message) {
        long delay = world.random.nextInt(8) == 0 ? 1 : 0;
        busyUntil = Math.max(busyUntil, world.loop.now() + delay);
        world.loop.schedule(busyUntil - world.loop.now(), node, message);
    }
}
