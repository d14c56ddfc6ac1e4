package p2pchat.transport;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The open connections of a server, limited in all and for each address. A connection is new until it has sent one
 * request. If there are too many new ones, the oldest of the address with most of them is dropped, so strangers that
 * stay silent lock no one out. A connection that has sent a request is never dropped for another.
 *
 * <p>Threading: any thread.
 */
final class ConnectionTable {

    /** The most connections, in all, from one address, and of those that have sent no request. */
    record Limits(int total, int perAddress, int silent) {}

    /**
     * A connection.
     *
     * @param origin see {@link PeerAddress}
     * @param drop closes it; called on any thread
     */
    record Connection(String origin, Runnable drop) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** The connections of one address; the silent ones in the order of their arrival. */
    private static final class Peer {
        private final Set<Connection> open = new LinkedHashSet<>();
        private final Set<Connection> silent = new LinkedHashSet<>();
    }

    private final Limits limits;
    private final Map<String, Peer> peers = new HashMap<>();
    private int open;
    private int silent;

    ConnectionTable(Limits limits) {
        this.limits = limits;
    }

    /** Returns whether this connection may stay; {@link #closed} must follow only then. */
    synchronized boolean admit(Connection connection) {
        Peer peer = peers.getOrDefault(connection.origin(), new Peer());
        boolean addressIsFull = peer.open.size() >= limits.perAddress();
        if (addressIsFull && !dropSilent(Optional.of(peer))) {
            return false;
        }
        boolean isFull = open >= limits.total() || silent >= limits.silent();
        if (isFull && !dropSilent(peers.values().stream().max(Comparator.comparing(each -> each.silent.size())))) {
            return false;
        }
        Peer kept = peers.computeIfAbsent(connection.origin(), origin -> peer);
        kept.open.add(connection);
        kept.silent.add(connection);
        open++;
        silent++;
        return true;
    }

    synchronized void requestReceived(Connection connection) {
        Peer peer = peers.get(connection.origin());
        if (peer != null && peer.silent.remove(connection)) {
            silent--;
        }
    }

    synchronized void closed(Connection connection) {
        Peer peer = peers.get(connection.origin());
        if (peer == null || !peer.open.remove(connection)) {
            return;
        }
        open--;
        if (peer.silent.remove(connection)) {
            silent--;
        }
        if (peer.open.isEmpty()) {
            peers.remove(connection.origin());
        }
    }

    synchronized int size() {
        return open;
    }

    private boolean dropSilent(Optional<Peer> from) {
        Optional<Connection> oldest = from.flatMap(peer -> peer.silent.stream().findFirst());
        oldest.ifPresent(connection -> {
            closed(connection);
            connection.drop().run();
        });
        return oldest.isPresent();
    }
}
