package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.simulation.SimulatedNetwork.Host;

/**
 * A connection between two processes. It delivers in order, later if packets are lost or cut, until it breaks or is
 * closed. The caller then learns of the end once; packets in flight may still arrive.
 */
final class SimulatedConnection {

    private static final long RESEND_MILLIS = 200;

    /** The connection breaks after this long without a packet getting through. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final World world;
    private final SimulatedNode caller;
    private final Host<SimulatedNode> host;
    private final Runnable onEnd;
    private final Direction out;
    private final Direction back;
    private Optional<SimulatedNode> callee = Optional.empty();
    private Runnable onRefused = () -> {};
    private boolean closed;

    SimulatedConnection(World world, SimulatedNode caller, Host<SimulatedNode> host, Runnable onEnd) {
        this.world = world;
        this.caller = caller;
        this.host = host;
        this.onEnd = onEnd;
        this.out = new Direction(caller.host.number, host.number);
        this.back = new Direction(host.number, caller.host.number);
        world.connections.removeIf(SimulatedConnection::closed);
        world.connections.add(this);
    }

    void onRefused(Runnable action) {
        onRefused = action;
    }

    boolean closed() {
        return closed;
    }

    /** Runs the action at the process that accepted the connection. */
    void sendToCallee(Consumer<SimulatedNode> action) {
        out.send(() -> callee.ifPresent(action));
    }

    /** Runs the action at the caller. */
    void sendToCaller(Runnable action) {
        back.send(action);
    }

    void close() {
        end();
    }

    /** Breaks the connection so that both living ends notice. */
    void breakBothEnds() {
        if (end()) {
            callee.ifPresentOrElse(
                    other -> {
                        world.loop.schedule(
                                1 + world.random.nextInt(3), caller, () -> caller.connectionLost(other.uid()));
                        world.loop.schedule(
                                1 + world.random.nextInt(3), other, () -> other.connectionLost(caller.uid()));
                    },
                    () -> world.loop.schedule(0, caller, onRefused));
        }
    }

    /** Ends the connection if the process was one of its ends. */
    void processDied(SimulatedNode process) {
        if (process == caller || callee.filter(process::equals).isPresent()) {
            end();
        }
    }

    boolean connects(SimulatedNode one, SimulatedNode other) {
        return (caller == one && callee.filter(other::equals).isPresent())
                || (caller == other && callee.filter(one::equals).isPresent());
    }

    /** Returns whether the connection was still open. */
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
        private final Deque<Runnable> inFlight = new ArrayDeque<>();
        private long lastArrival;

        private Direction(int from, int to) {
            this.from = from;
            this.to = to;
        }

        private void send(Runnable action) {
            if (!closed) {
                inFlight.add(action);
                long now = world.loop.now();
                lastArrival = Math.max(lastArrival, now + world.network.drawDelay());
                transmit(lastArrival - now, now);
            }
        }

        private void transmit(long delay, long since) {
            world.loop.schedule(delay, EventLoop.WORLD, () -> arrive(since));
        }

        private void arrive(long since) {
            boolean lost = !host.powered || world.network.drops(from, to);
            if (closed) {
                return;
            }
            if (lost && world.loop.now() - since > PATIENCE_MILLIS) {
                breakBothEnds();
            } else if (lost) {
                transmit(RESEND_MILLIS, since);
            } else if (isAccepted()) {
                SimulatedNode receiver = this == out ? callee.orElseThrow() : caller;
                world.loop.schedule(0, receiver, () -> inFlight.remove().run());
            } else {
                breakBothEnds();
            }
        }

        /** Returns whether the process that accepted the connection still runs; the first packet finds that process. */
        private boolean isAccepted() {
            callee = callee.or(() -> host.refusesConnections ? Optional.empty() : host.process);
            return callee.isPresent() && callee.equals(host.process);
        }
    }
}
