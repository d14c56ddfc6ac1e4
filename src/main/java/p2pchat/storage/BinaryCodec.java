package p2pchat.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import p2pchat.log.LogStore.Head;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Values that fill one column, as bytes. The store has a form of its own: a change of the wire must not touch what lies
 * on disk. Reading bytes that are not what was written throws a {@code RuntimeException}.
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

    static byte[] view(View view) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            put(out, view.id());
            out.writeInt(view.leader().value());
            out.writeInt(view.members().size());
            for (Member member : view.members()) {
                out.writeInt(member.node().value());
                out.write(member.uid().bytes());
                out.writeUTF(member.address().host());
                out.writeInt(member.address().port());
                out.writeUTF(member.nick().value());
                put(out, member.joinedAt());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    static View view(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            ViewId id = getViewId(in);
            NodeId leader = new NodeId(in.readInt());
            int count = in.readInt();
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                MemberId member = new MemberId(new NodeId(in.readInt()), Uid.of(in.readNBytes(16)));
                Address address = new Address(in.readUTF(), in.readInt());
                members.add(new Member(member, address, new Nick(in.readUTF()), getViewId(in)));
            }
            return new View(id, leader, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ByteBuffer buffer, MessageKey key) {
        buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static MessageKey getKey(ByteBuffer buffer) {
        return new MessageKey(new NodeId(buffer.getInt()), buffer.getLong());
    }

    private static void put(DataOutputStream out, ViewId id) throws IOException {
        out.writeLong(id.epoch());
        out.writeInt(id.seq());
    }

    private static ViewId getViewId(DataInputStream in) throws IOException {
        return new ViewId(in.readLong(), in.readInt());
    }
}
