package p2pchat.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import p2pchat.simulation.EventLoop.Process;

/**
 * Calls with a deadline between hosts. Packets may be lost, delayed, duplicated, or cut in one direction. A powered
 * host without a process refuses calls at once.
 */
final class SimulatedNetwork {

    static final int DEFAULT_DELAY_SPAN_MILLIS = 3;

    /** An address at which one process at a time may run. */
    static final class Host<P extends Process> {
        final int number;
        Optional<P> process = Optional.empty();
        boolean powered = true;

        /** Simulates a wrong advertised address: callers are refused, but the process here reaches others. */
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

    private final EventLoop loop;
    private final RandomGenerator random;
    private final Map<Link, Integer> cuts = new TreeMap<>();
    private int lossPerMille;
    private int duplicationPerMille;
    private int delaySpanMillis = DEFAULT_DELAY_SPAN_MILLIS;

    SimulatedNetwork(EventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    void setLoss(int perMille) {
        lossPerMille = perMille;
    }

    void setDuplication(int perMille) {
        duplicationPerMille = perMille;
    }

    /** Packets take up to this many milliseconds. A span above the gap between two packets may reorder them. */
    void setDelaySpan(int spanMillis) {
        delaySpanMillis = spanMillis;
    }

    long drawDelay() {
        return 1 + random.nextInt(delaySpanMillis);
    }

    /** Decides whether a packet sent now is lost. */
    boolean drops(int from, int to) {
        return isCut(from, to) || (lossPerMille > 0 && random.nextInt(1000) < lossPerMille);
    }

    /** Cuts one direction. Cuts are counted: each needs its own {@link #heal}. */
    void cut(int from, int to) {
        cuts.merge(new Link(from, to), 1, Integer::sum);
    }

    void heal(int from, int to) {
        cuts.merge(new Link(from, to), -1, (before, minus) -> before == 1 ? null : before - 1);
    }

    boolean isCut(int from, int to) {
        return !cuts.isEmpty() && cuts.containsKey(new Link(from, to));
    }

    /** A call that completes once, with its answer or as a failure. */
    private static final class PendingCall<A> {
        private final Consumer<A> onAnswer;
        private final Runnable onFailure;
        private boolean completed;

        private PendingCall(Consumer<A> onAnswer, Runnable onFailure) {
            this.onAnswer = onAnswer;
            this.onFailure = onFailure;
        }

        private void answer(A answer) {
            if (!completed) {
                completed = true;
                onAnswer.accept(answer);
            }
        }

        private void fail() {
            if (!completed) {
                completed = true;
                onFailure.run();
            }
        }
    }

    <P extends Process, A> void call(
            Process caller,
            int from,
            Host<P> to,
            long timeout,
            BiConsumer<P, Consumer<A>> request,
            Consumer<A> onAnswer,
            Runnable onFailure) {
        PendingCall<A> call = new PendingCall<>(onAnswer, onFailure);
        loop.schedule(timeout, caller, call::fail);
        int copies = random.nextInt(1000) < duplicationPerMille ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            send(from, to.number, () -> deliver(caller, from, to, request, call));
        }
    }

    private <P extends Process, A> void deliver(
            Process caller, int from, Host<P> to, BiConsumer<P, Consumer<A>> request, PendingCall<A> call) {
        if (!to.powered) {
            return;
        }
        if (to.process.isEmpty() || to.refusesConnections) {
            send(to.number, from, () -> loop.schedule(0, caller, call::fail));
            return;
        }
        P callee = to.process.get();
        Consumer<A> reply = answer -> send(to.number, from, () -> loop.schedule(0, caller, () -> call.answer(answer)));
        loop.schedule(0, callee, () -> request.accept(callee, reply));
    }

    private void send(int from, int to, Runnable onArrival) {
        if (random.nextInt(1000) < lossPerMille) {
            return;
        }
        loop.schedule(drawDelay(), EventLoop.WORLD, () -> {
            if (!isCut(from, to)) {
                onArrival.run();
            }
        });
    }
}
