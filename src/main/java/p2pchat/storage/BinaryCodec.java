package p2pchat.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import p2pchat.log.LogStore.Head;
import p2pchat.model.Digest;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * Encodes values that fill one column. The store has its own format, so that a change of the wire format does not affect
 * files. Decoding invalid bytes throws a {@code RuntimeException}.
 */
final class BinaryCodec {

    private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;
    private static final int HEAD_BYTES = KEY_BYTES + Long.BYTES;
    private static final int RANGE_BYTES = 2 * Long.BYTES;

    private BinaryCodec() {}

    static byte[] key(MessageKey key) {
        return keys(List.of(key));
    }

    static byte[] keys(List<MessageKey> keys) {
        ByteBuffer buffer = ByteBuffer.allocate(KEY_BYTES * keys.size());
        keys.forEach(key -> put(buffer, key));
        return buffer.array();
    }

    static List<MessageKey> keys(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<MessageKey> keys = new ArrayList<>(bytes.length / KEY_BYTES);
        while (buffer.hasRemaining()) {
            keys.add(getKey(buffer));
        }
        return keys;
    }

    static byte[] heads(Collection<Head> heads) {
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_BYTES * heads.size());
        heads.forEach(head -> {
            put(buffer, head.key());
            buffer.putLong(head.lamport());
        });
        return buffer.array();
    }

    static List<Head> heads(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<Head> heads = new ArrayList<>(bytes.length / HEAD_BYTES);
        while (buffer.hasRemaining()) {
            heads.add(new Head(getKey(buffer), buffer.getLong()));
        }
        return heads;
    }

    static byte[] ranges(Ranges ranges) {
        ByteBuffer buffer = ByteBuffer.allocate(RANGE_BYTES * ranges.ranges().size());
        ranges.ranges().forEach(range -> buffer.putLong(range.from()).putLong(range.to()));
        return buffer.array();
    }

    static Ranges ranges(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<Ranges.Range> ranges = new ArrayList<>(bytes.length / RANGE_BYTES);
        while (buffer.hasRemaining()) {
            ranges.add(new Ranges.Range(buffer.getLong(), buffer.getLong()));
        }
        return new Ranges(ranges);
    }

    static byte[] digest(Digest digest) {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(digest.messages())
                .putLong(digest.high())
                .putLong(digest.low())
                .array();
    }

    static Digest digest(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    static byte[] vector(VersionVector vector) {
        int ranges = vector.byAuthor().values().stream()
                .mapToInt(each -> each.ranges().size())
                .sum();
        ByteBuffer buffer = ByteBuffer.allocate(ranges * (Integer.BYTES + RANGE_BYTES));
        vector.byAuthor()
                .forEach((author, each) -> each.ranges()
                        .forEach(range -> buffer.putInt(author.value())
                                .putLong(range.from())
                                .putLong(range.to())));
        return buffer.array();
    }

    static VersionVector vector(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        TreeMap<NodeId, Ranges> byAuthor = new TreeMap<>();
        while (buffer.hasRemaining()) {
            NodeId author = new NodeId(buffer.getInt());
            Ranges range = new Ranges(List.of(new Ranges.Range(buffer.getLong(), buffer.getLong())));
            byAuthor.merge(author, range, Ranges::union);
        }
        return new VersionVector(byAuthor);
    }

    private static void put(ByteBuffer buffer, MessageKey key) {
        buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static MessageKey getKey(ByteBuffer buffer) {
        return new MessageKey(new NodeId(buffer.getInt()), buffer.getLong());
    }
}
