package p2pchat.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import p2pchat.simulation.EventLoop.Process;

/**
 * The wires: calls with a deadline between places. A call may be lost either way, late, doubled or cut off in one
 * direction; a place whose machine stands but whose process is gone refuses at once.
 */
final class SimulatedNetwork {

    /** Where one process at a time may run: an address. */
    static final class Host<P extends Process> {
        final int number;
        Optional<P> process = Optional.empty();
        boolean powered = true;

        /** It answers nobody: another address was given, or a wrong port. Whoever runs here reaches others all the same. */
        boolean refusesConnections;

        Host(int number) {
            this.number = number;
        }
    }

    private record Link(int from, int to) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            return from != other.from ? Integer.compare(from, other.from) : Integer.compare(to, other.to);
        }
    }

    private final EventLoop timeline;
    private final RandomGenerator random;
    private final Map<Link, Integer> cuts = new TreeMap<>();
    private int lossPerMille;
    private int duplicationPerMille;
    private int delaySpanMillis = 3;

    SimulatedNetwork(EventLoop timeline, RandomGenerator random) {
        this.timeline = timeline;
        this.random = random;
    }

    void setLoss(int perMille) {
        lossPerMille = perMille;
    }

    void setDuplication(int perMille) {
        duplicationPerMille = perMille;
    }

    /** Messages take 1 ms and up to this much more; more than the gap between two of them reorders. */
    void delay(int spanMillis) {
        delaySpanMillis = spanMillis;
    }

    /** How long one packet takes now. */
    long delay() {
        return 1 + random.nextInt(delaySpanMillis);
    }

    /** Whether a packet does not get through now. */
    boolean drops(int from, int to) {
        return isCut(from, to) || (lossPerMille > 0 && random.nextInt(1000) < lossPerMille);
    }

    void cut(int from, int to) {
        cuts.merge(new Link(from, to), 1, Integer::sum);
    }

    void heal(int from, int to) {
        cuts.merge(new Link(from, to), -1, (before, minus) -> before == 1 ? null : before - 1);
    }

    boolean isCut(int from, int to) {
        return !cuts.isEmpty() && cuts.containsKey(new Link(from, to));
    }

    /** A call under way: it ends once, by its answer or as a failure. */
    private static final class PendingCall {
        boolean done;
    }

    <P extends Process, A> void call(
            Process caller,
            int from,
            Host<P> to,
            long timeout,
            BiConsumer<P, Consumer<A>> request,
            Consumer<A> answered,
            Runnable failed) {
        PendingCall open = new PendingCall();
        Runnable fail = () -> {
            if (!open.done) {
                open.done = true;
                failed.run();
            }
        };
        timeline.schedule(timeout, caller, fail);
        int copies = random.nextInt(1000) < duplicationPerMille ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            send(from, to.number, () -> deliver(caller, from, to, request, open, answered, fail));
        }
    }

    private <P extends Process, A> void deliver(
            Process caller,
            int from,
            Host<P> to,
            BiConsumer<P, Consumer<A>> request,
            PendingCall open,
            Consumer<A> answered,
            Runnable fail) {
        if (!to.powered) {
            return;
        }
        if (to.process.isEmpty() || to.refusesConnections) {
            send(to.number, from, () -> timeline.schedule(0, caller, fail)); // connection refused
            return;
        }
        P callee = to.process.get();
        timeline.schedule(
                0,
                callee,
                () -> request.accept(
                        callee,
                        answer -> send(
                                to.number,
                                from,
                                () -> timeline.schedule(0, caller, () -> {
                                    if (!open.done) {
                                        open.done = true;
                                        answered.accept(answer);
                                    }
                                }))));
    }

    private void send(int from, int to, Runnable arrival) {
        if (random.nextInt(1000) < lossPerMille) {
            return;
        }
        timeline.schedule(1 + random.nextInt(delaySpanMillis), EventLoop.WORLD, () -> {
            if (!isCut(from, to)) {
                arrival.run();
            }
        });
    }
}
