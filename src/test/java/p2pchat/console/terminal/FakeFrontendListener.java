package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import p2pchat.console.input.InputLine;
import p2pchat.console.session.Frontend;

/** A session for frontend tests, with a manual clock. Thread-safe. */
final class FakeFrontendListener implements Frontend.Listener {

    private static final long PATIENCE_MILLIS = 15_000;

    private record Due(long time, long order, Runnable work) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparingLong(Due::order));
    private final List<InputLine> lines = new ArrayList<>();
    private long now = 10_000;
    private long order;
    private int drainSkips;

    synchronized long millis() {
        return now;
    }

    @Override
    public synchronized void lineRead(InputLine line) {
        lines.add(line);
    }

    @Override
    public synchronized void schedule(Duration time, Runnable work) {
        due.add(new Due(now + time.toMillis(), order++, work));
        notifyAll();
    }

    @Override
    public synchronized void skipDrain() {
        drainSkips++;
    }

    synchronized List<InputLine> lines() {
        return List.copyOf(lines);
    }

    synchronized int drainSkips() {
        return drainSkips;
    }

    /** Advances the clock and runs the work that is due. */
    void advance(long millis) {
        long end = millis() + millis;
        for (Runnable work = next(end); work != null; work = next(end)) {
            work.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Runnable next(long end) {
        Due first = due.peek();
        if (first == null || first.time() > end) {
            return null;
        }
        due.remove();
        now = Math.max(now, first.time());
        return first.work();
    }

    /** Waits for this many lines without advancing the clock, and runs the work that is due. */
    void untilLines(int count) throws InterruptedException {
        until(() -> lines().size() >= count);
    }

    void untilDrainSkipped(int times) throws InterruptedException {
        until(() -> drainSkips() >= times);
    }

    private void until(BooleanSupplier enough) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!enough.getAsBoolean() && System.nanoTime() < end) {
            advance(0);
            Thread.sleep(5);
        }
        Thread.sleep(20);
        advance(0);
    }
}
