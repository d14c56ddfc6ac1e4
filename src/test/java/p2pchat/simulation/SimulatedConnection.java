package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.simulation.SimulatedNetwork.Host;

/**
 * A connection from one process to another: what each end sends arrives in order, later where packets are lost or cut
 * off, until it breaks or is closed. Then the caller hears of it, once, and what is under way may still arrive.
 */
final class SimulatedConnection {

    private static final long RESEND_MILLIS = 200;

    /** Without a packet getting through for so long it is given up. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final World world;
    private final SimulatedNode caller;
    private final Host<SimulatedNode> host;
    private final Runnable onEnd;
    private final Direction out;
    private final Direction sendToCaller;
    private Optional<SimulatedNode> callee = Optional.empty();
    private Runnable onRefused = () -> {};
    private boolean closed;

    SimulatedConnection(World world, SimulatedNode caller, Host<SimulatedNode> place, Runnable ended) {
        this.world = world;
        this.caller = caller;
        this.host = place;
        this.onEnd = ended;
        this.out = new Direction(caller.host.number, place.number);
        this.sendToCaller = new Direction(place.number, caller.host.number);
        world.connections.removeIf(SimulatedConnection::closed);
        world.connections.add(this);
    }

    /** What happens if nobody listens there. */
    void ifRefused(Runnable what) {
        onRefused = what;
    }

    boolean closed() {
        return closed;
    }

    /** Runs this at the other end, whoever listens there. */
    void sendToCallee(Consumer<SimulatedNode> what) {
        out.send(() -> callee.ifPresent(what));
    }

    /** Runs this at the caller's end. */
    void sendToCaller(Runnable what) {
        sendToCaller.send(what);
    }

    void close() {
        end();
    }

    /** Both ends notice, if they live. */
    void breakBothEnds() {
        if (end()) {
            callee.ifPresentOrElse(
                    there -> {
                        world.loop.schedule(
                                1 + world.random.nextInt(3), caller, () -> caller.connectionLost(there.uid()));
                        world.loop.schedule(
                                1 + world.random.nextInt(3), there, () -> there.connectionLost(caller.uid()));
                    },
                    () -> world.loop.schedule(0, caller, onRefused));
        }
    }

    /** That process is gone; its machine says so to those who were connected. */
    void processDied(SimulatedNode process) {
        if (process == caller || callee.filter(process::equals).isPresent()) {
            end();
        }
    }

    boolean connects(SimulatedNode one, SimulatedNode other) {
        return (caller == one && callee.filter(other::equals).isPresent())
                || (caller == other && callee.filter(one::equals).isPresent());
    }

    private boolean end() {
        boolean first = !closed;
        closed = true;
        if (first) {
            world.loop.schedule(1 + world.random.nextInt(5), caller, onEnd);
        }
        return first;
    }

    private final class Direction {
        private final int from;
        private final int to;
        private final Deque<Runnable> sent = new ArrayDeque<>();
        private long lastArrival;

        private Direction(int from, int to) {
            this.from = from;
            this.to = to;
        }

        private void send(Runnable what) {
            if (!closed) {
                sent.add(what);
                long now = world.loop.now();
                lastArrival = Math.max(lastArrival, now + world.network.delay());
                packet(lastArrival - now, now);
            }
        }

        private void packet(long delay, long since) {
            world.loop.schedule(delay, EventLoop.WORLD, () -> arrive(since));
        }

        private void arrive(long since) {
            boolean stuck = !host.powered || world.network.drops(from, to);
            if (closed) {
                return;
            }
            if (stuck && world.loop.now() - since > PATIENCE_MILLIS) {
                breakBothEnds();
            } else if (stuck) {
                packet(RESEND_MILLIS, since);
            } else if (connected()) {
                SimulatedNode reader = this == out ? callee.orElseThrow() : caller;
                world.loop.schedule(0, reader, () -> sent.remove().run());
            } else {
                breakBothEnds();
            }
        }

        /** The one who listened when it was opened must still be there. */
        private boolean connected() {
            callee = callee.or(() -> host.refusesConnections ? Optional.empty() : host.process);
            return callee.isPresent() && callee.equals(host.process);
        }
    }
}
