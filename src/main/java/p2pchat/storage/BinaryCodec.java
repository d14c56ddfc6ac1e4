package p2pchat.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.ShortHash;
import p2pchat.model.VersionVector;

/**
 * Encodes values that fill one column. The store has its own format, so that a change of the wire format does not affect
 * files. Decoding invalid bytes throws a {@code RuntimeException}.
 */
final class BinaryCodec {

    private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;
    static final int REF_BYTES = KEY_BYTES + ShortHash.SIZE;
    private static final int HEAD_BYTES = REF_BYTES + Long.BYTES;
    private static final int RANGE_BYTES = 2 * Long.BYTES;

    private BinaryCodec() {}

    static byte[] key(MessageKey key) {
        return encode(List.of(key), KEY_BYTES, BinaryCodec::put);
    }

    static MessageKey key(byte[] bytes) {
        return getKey(ByteBuffer.wrap(bytes));
    }

    static byte[] refs(List<MessageRef> refs) {
        return encode(refs, REF_BYTES, BinaryCodec::put);
    }

    /** Reads all that is left. */
    static List<MessageRef> refs(ByteBuffer from) {
        return decode(from, BinaryCodec::getRef);
    }

    static byte[] hashes(List<MessageHash> hashes) {
        return encode(hashes, MessageHash.SIZE, (buffer, hash) -> hash.put(buffer));
    }

    static List<MessageHash> hashes(byte[] bytes) {
        return decode(bytes, MessageHash::get);
    }

    static byte[] heads(Collection<Head> heads) {
        return encode(
                heads, HEAD_BYTES, (buffer, head) -> put(buffer, head.ref()).putLong(head.lamport()));
    }

    static List<Head> heads(byte[] bytes) {
        return decode(bytes, buffer -> new Head(getRef(buffer), buffer.getLong()));
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
        return decode(ByteBuffer.wrap(bytes), get);
    }

    private static <T> List<T> decode(ByteBuffer buffer, Function<ByteBuffer, T> get) {
        List<T> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            values.add(get.apply(buffer));
        }
        return values;
    }

    private static ByteBuffer put(ByteBuffer buffer, MessageKey key) {
        return buffer.putInt(key.author().value()).putLong(key.seq());
    }

    static ByteBuffer put(ByteBuffer buffer, MessageRef ref) {
        return put(buffer, ref.key())
                .putLong(ref.hash().high())
                .putLong(ref.hash().low());
    }

    private static MessageRef getRef(ByteBuffer buffer) {
        return new MessageRef(getKey(buffer), new ShortHash(buffer.getLong(), buffer.getLong()));
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
