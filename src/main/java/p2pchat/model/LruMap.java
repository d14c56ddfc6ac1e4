package p2pchat.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of limited size. The least recently used entry is removed first.
 *
 * <p>Threading: like {@link LinkedHashMap}; reading counts as a change.
 */
public final class LruMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private static final float LOAD_FACTOR = 0.75f;

    private final int limit;

    public LruMap(int limit) {
        super(16, LOAD_FACTOR, true);
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
    }
}
