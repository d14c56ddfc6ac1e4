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

    /** Returns the networks sorted by name. */
    List<NetworkInfo> list(long now) {
        return byName.values().stream()
                .flatMap(directory -> directory.info(now).stream())
                .toList();
    }

    Optional<NetworkInfo> find(NetworkName name, long now) {
        return Optional.ofNullable(byName.get(name)).flatMap(directory -> directory.info(now));
    }
}
