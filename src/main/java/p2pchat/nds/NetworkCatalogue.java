package p2pchat.nds;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/**
 * Durable states of all networks, so that listing them asks no actor.
 *
 * <p>Threading: each actor publishes its own name, the guardian reads.
 */
final class NetworkCatalogue {

    private final ConcurrentNavigableMap<NetworkName, Directory> byName = new ConcurrentSkipListMap<>();

    void publish(Directory directory) {
        byName.put(directory.name(), directory);
    }

    void remove(NetworkName name) {
        byName.remove(name);
    }

    /** Returns the first networks by name. */
    List<NetworkInfo> list(long now, int limit) {
        return byName.values().stream()
                .flatMap(directory -> directory.info(now).stream())
                .limit(limit)
                .toList();
    }

    /** Returns the names whose records no leader ever refreshed and that have been silent for long. */
    List<NetworkName> abandoned(long now) {
        return byName.values().stream()
                .filter(directory -> directory.isAbandoned(now))
                .map(Directory::name)
                .toList();
    }

    Optional<NetworkInfo> find(NetworkName name, long now) {
        return Optional.ofNullable(byName.get(name)).flatMap(directory -> directory.info(now));
    }
}
