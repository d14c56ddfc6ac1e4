package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.simulation.SimulatedNetwork.Place;

/**
 * A connection from one process to another: what each end sends arrives in order, later where packets are lost or cut
 * off, until it breaks or is closed. Then the caller hears of it, once, and what is under way may still arrive.
 */
final class Connection {

    private static final long RESEND_MILLIS = 200;

    /** Without a packet getting through for so long it is given up. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final World world;
    private final SimulatedNode caller;
    private final Place<SimulatedNode> place;
    private final Runnable ended;
    private final Way out;
    private final Way back;
    private Optional<SimulatedNode> callee = Optional.empty();
    private Runnable refused = () -> {};
    private boolean over;

    Connection(World world, SimulatedNode caller, Place<SimulatedNode> place, Runnable ended) {
        this.world = world;
        this.caller = caller;
        this.place = place;
        this.ended = ended;
        this.out = new Way(caller.place.number, place.number);
        this.back = new Way(place.number, caller.place.number);
        world.connections.removeIf(Connection::over);
        world.connections.add(this);
    }

    /** What happens if nobody listens there. */
    void ifRefused(Runnable what) {
        refused = what;
    }

    boolean over() {
        return over;
    }

    /** Runs this at the other end, whoever listens there. */
    void there(Consumer<SimulatedNode> what) {
        out.send(() -> callee.ifPresent(what));
    }

    /** Runs this at the caller's end. */
    void back(Runnable what) {
        back.send(what);
    }

    void close() {
        end();
    }

    /** Both ends notice, if they live. */
    void breaks() {
        if (end()) {
            callee.ifPresentOrElse(
                    there -> {
                        world.timeline.after(
                                1 + world.random.nextInt(3), caller, () -> caller.connectionLost(there.uid()));
                        world.timeline.after(
                                1 + world.random.nextInt(3), there, () -> there.connectionLost(caller.uid()));
                    },
                    () -> world.timeline.after(0, caller, refused));
        }
    }

    /** That process is gone; its machine says so to those who were connected. */
    void died(SimulatedNode process) {
        if (process == caller || callee.filter(process::equals).isPresent()) {
            end();
        }
    }

    boolean between(SimulatedNode one, SimulatedNode other) {
        return (caller == one && callee.filter(other::equals).isPresent())
                || (caller == other && callee.filter(one::equals).isPresent());
    }

    private boolean end() {
        boolean first = !over;
        over = true;
        if (first) {
            world.timeline.after(1 + world.random.nextInt(5), caller, ended);
        }
        return first;
    }

    private final class Way {
        private final int from;
        private final int to;
        private final Deque<Runnable> sent = new ArrayDeque<>();
        private long lastArrival;

        private Way(int from, int to) {
            this.from = from;
            this.to = to;
        }

        private void send(Runnable what) {
            if (!over) {
                sent.add(what);
                long now = world.timeline.now();
                lastArrival = Math.max(lastArrival, now + world.network.delay());
                packet(lastArrival - now, now);
            }
        }

        private void packet(long delay, long since) {
            world.timeline.after(delay, Timeline.WORLD, () -> arrive(since));
        }

        private void arrive(long since) {
            boolean stuck = !place.powered || world.network.swallows(from, to);
            if (over) {
                return;
            }
            if (stuck && world.timeline.now() - since > PATIENCE_MILLIS) {
                breaks();
            } else if (stuck) {
                packet(RESEND_MILLIS, since);
            } else if (connected()) {
                SimulatedNode reader = this == out ? callee.orElseThrow() : caller;
                world.timeline.after(0, reader, () -> sent.remove().run());
            } else {
                breaks();
            }
        }

        /** The one who listened when it was opened must still be there. */
        private boolean connected() {
            callee = callee.or(() -> place.refuses ? Optional.empty() : place.process);
            return callee.isPresent() && callee.equals(place.process);
        }
    }
}
