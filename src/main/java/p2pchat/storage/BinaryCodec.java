package p2pchat.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import p2pchat.log.LogStore.Head;
import p2pchat.model.Digest;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
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
        return encode(keys, KEY_BYTES, BinaryCodec::put);
    }

    static List<MessageKey> keys(byte[] bytes) {
        return decode(bytes, BinaryCodec::getKey);
    }

    static byte[] heads(Collection<Head> heads) {
        return encode(
                heads, HEAD_BYTES, (buffer, head) -> put(buffer, head.key()).putLong(head.lamport()));
    }

    static List<Head> heads(byte[] bytes) {
        return decode(bytes, buffer -> new Head(getKey(buffer), buffer.getLong()));
    }

    static byte[] ranges(Ranges ranges) {
        return encode(ranges.ranges(), RANGE_BYTES, BinaryCodec::put);
    }

    static Ranges ranges(byte[] bytes) {
        return new Ranges(decode(bytes, BinaryCodec::getRange));
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
        List<Map.Entry<NodeId, Range>> ranges = vector.byAuthor().entrySet().stream()
                .flatMap(author -> author.getValue().ranges().stream().map(range -> Map.entry(author.getKey(), range)))
                .toList();
        return encode(
                ranges,
                Integer.BYTES + RANGE_BYTES,
                (buffer, range) -> put(buffer.putInt(range.getKey().value()), range.getValue()));
    }

    static VersionVector vector(byte[] bytes) {
        TreeMap<NodeId, Ranges> byAuthor = new TreeMap<>();
        decode(bytes, buffer -> Map.entry(new NodeId(buffer.getInt()), getRange(buffer)))
                .forEach(range -> byAuthor.merge(range.getKey(), new Ranges(List.of(range.getValue())), Ranges::union));
        return new VersionVector(byAuthor);
    }

    private static <T> byte[] encode(Collection<T> values, int size, BiConsumer<ByteBuffer, T> put) {
        ByteBuffer buffer = ByteBuffer.allocate(size * values.size());
        values.forEach(value -> put.accept(buffer, value));
        return buffer.array();
    }

    private static <T> List<T> decode(byte[] bytes, Function<ByteBuffer, T> get) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<T> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            values.add(get.apply(buffer));
        }
        return values;
    }

    private static ByteBuffer put(ByteBuffer buffer, MessageKey key) {
        return buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static MessageKey getKey(ByteBuffer buffer) {
        return new MessageKey(new NodeId(buffer.getInt()), buffer.getLong());
    }

    private static ByteBuffer put(ByteBuffer buffer, Range range) {
        return buffer.putLong(range.from()).putLong(range.to());
    }

    private static Range getRange(ByteBuffer buffer) {
        return new Range(buffer.getLong(), buffer.getLong());
    }
}
