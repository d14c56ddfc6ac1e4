package p2pchat.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.bench.FaultProxy.Direction;
import p2pchat.model.Address;

/**
 * The ways between numbered places. Each leads through a {@link FaultProxy} of its own, made when it is first gone, so
 * that any direction of any of them can be cut.
 *
 * <p>Threading: may be called from any thread.
 */
public final class ProxyLinks implements AutoCloseable {

    private record Way(int from, int to) {}

    private final Map<Integer, Address> places = new TreeMap<>();
    private final Map<Way, FaultProxy> ways = new LinkedHashMap<>();
    private Duration delay = Duration.ZERO;

    /** Somebody listens there. */
    public synchronized void place(int number, Address address) {
        places.put(number, address);
    }

    /** Where {@code from} must go when it means this address: there itself, if no place is known by it. */
    public synchronized Address way(int from, Address meant) {
        return places.entrySet().stream()
                .filter(place -> place.getValue().equals(meant))
                .findFirst()
                .map(place -> link(from, place.getKey()).address())
                .orElse(meant);
    }

    /** Nothing that {@code from} sends arrives at {@code to}: neither what it asks nor what it answers. */
    public synchronized void cut(int from, int to) {
        link(from, to).cut(Direction.REQUESTS);
        link(to, from).cut(Direction.REPLIES);
    }

    public void cutBothWays(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    /** Ends cuts and delays; what was held back arrives. */
    public synchronized void heal() {
        delay = Duration.ZERO;
        ways.values().forEach(FaultProxy::heal);
    }

    /** Every way takes so much longer, those not gone yet too. */
    public synchronized void delay(Duration longer) {
        delay = longer;
        ways.values().forEach(way -> way.delay(longer));
    }

    /** Every connection there is breaks with a reset. */
    public synchronized void reset() {
        ways.values().forEach(FaultProxy::reset);
    }

    @Override
    public synchronized void close() {
        ways.values().forEach(FaultProxy::close);
    }

    private FaultProxy link(int from, int to) {
        Address target = places.get(to);
        if (target == null) {
            throw new IllegalArgumentException("nobody is at place " + to);
        }
        return ways.computeIfAbsent(new Way(from, to), way -> {
            FaultProxy made = new FaultProxy(target);
            made.delay(delay);
            return made;
        });
    }
}
