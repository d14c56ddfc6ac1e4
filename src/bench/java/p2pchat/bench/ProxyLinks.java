package p2pchat.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.bench.FaultProxy.Direction;
import p2pchat.model.Address;

/**
 * Links between numbered endpoints. Each direction has its own {@link FaultProxy}, created on first use, so that it can
 * be cut separately.
 *
 * <p>Threading: may be called from any thread.
 */
public final class ProxyLinks implements AutoCloseable {

    private record Link(int from, int to) {}

    private final Map<Integer, Address> endpoints = new TreeMap<>();
    private final Map<Link, FaultProxy> proxies = new LinkedHashMap<>();
    private Duration delay = Duration.ZERO;

    /** Registers the address at which an endpoint listens. */
    public synchronized void addEndpoint(int number, Address address) {
        endpoints.put(number, address);
    }

    /** Returns the proxy address through which {@code from} reaches this address, or the address if it is unknown. */
    public synchronized Address route(int from, Address target) {
        return endpoints.entrySet().stream()
                .filter(endpoint -> endpoint.getValue().equals(target))
                .findFirst()
                .map(endpoint -> proxy(from, endpoint.getKey()).address())
                .orElse(target);
    }

    /** Blocks all data from {@code from} to {@code to}, both requests and replies. */
    public synchronized void cut(int from, int to) {
        proxy(from, to).cut(Direction.REQUESTS);
        proxy(to, from).cut(Direction.REPLIES);
    }

    public void cutBothWays(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    /** Ends cuts and delays and delivers the blocked data. */
    public synchronized void heal() {
        delay = Duration.ZERO;
        proxies.values().forEach(FaultProxy::heal);
    }

    /** Delays all links by this time, including links created later. */
    public synchronized void delay(Duration time) {
        delay = time;
        proxies.values().forEach(proxy -> proxy.delay(time));
    }

    /** Resets all open connections. */
    public synchronized void reset() {
        proxies.values().forEach(FaultProxy::reset);
    }

    @Override
    public synchronized void close() {
        proxies.values().forEach(FaultProxy::close);
    }

    private FaultProxy proxy(int from, int to) {
        Address target = endpoints.get(to);
        if (target == null) {
            throw new IllegalArgumentException("no endpoint " + to);
        }
        return proxies.computeIfAbsent(new Link(from, to), link -> {
            FaultProxy created = new FaultProxy(target);
            created.delay(delay);
            return created;
        });
    }
}
