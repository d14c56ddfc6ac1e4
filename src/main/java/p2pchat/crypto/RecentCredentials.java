package p2pchat.crypto;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.crypto.CredentialStore.Credential;
import p2pchat.crypto.CredentialStore.Kind;
import p2pchat.model.Bytes;

/** Credentials of one kind, the one used last at the end. Bounded; the least recently used are removed first. */
final class RecentCredentials<K, V> {

    private final Kind kind;
    private final int limit;
    private final Function<K, Bytes> id;
    private final Function<V, byte[]> encode;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    RecentCredentials(Kind kind, int limit, Function<K, Bytes> id, Function<V, byte[]> encode) {
        this.kind = kind;
        this.limit = limit;
        this.id = id;
        this.encode = encode;
    }

    Optional<V> find(K key) {
        return Optional.ofNullable(values.get(key));
    }

    Collection<V> all() {
        return List.copyOf(values.values());
    }

    /** Adds a value that was read from the store. */
    void restore(K key, V value) {
        values.put(key, value);
    }

    void put(K key, V value, CredentialStore store) {
        values.put(key, value);
        store.put(new Credential(kind, id.apply(key), Bytes.of(encode.apply(value))));
        while (values.size() > limit) {
            K eldest = values.keySet().iterator().next();
            values.remove(eldest);
            store.remove(kind, id.apply(eldest));
        }
    }
}
