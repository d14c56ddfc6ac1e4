package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import p2pchat.model.Address;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * Converts the values that both services share to and from protobuf. Pure. Checks incoming values against their limits;
 * a {@link MalformedException} names the field.
 */
final class Wire {

    /** Characters; longer texts are truncated in both directions. */
    private static final int MAX_REASON = 200;

    private Wire() {}

    /** Creates a value, and names the field if the value is refused. */
    static <T> T field(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedException(name, String.valueOf(e.getMessage()));
        }
    }

    static int within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new MalformedException(name, "must be " + low + " to " + high + ", not " + value);
        }
        return value;
    }

    static void atMost(String name, int count, int limit) {
        if (count < 0 || count > limit) {
            throw new MalformedException(name, "at most " + limit + ", not " + count);
        }
    }

    static String reason(String text) {
        return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON);
    }

    static ByteString bytes(NetworkId id) {
        return ByteString.copyFrom(id.bytes());
    }

    static NetworkId networkId(ByteString bytes) {
        return field("chat_id", () -> NetworkId.of(bytes.toByteArray()));
    }

    static ByteString bytes(Uid uid) {
        return ByteString.copyFrom(uid.bytes());
    }

    static Uid uid(String name, ByteString bytes) {
        return field(name, () -> Uid.of(bytes.toByteArray()));
    }

    static NodeId node(String name, int value) {
        return field(name, () -> new NodeId(value));
    }

    static p2pchat.proto.MemberId proto(MemberId id) {
        return p2pchat.proto.MemberId.newBuilder()
                .setNodeId(id.node().value())
                .setUid(bytes(id.uid()))
                .build();
    }

    static MemberId memberId(String name, p2pchat.proto.MemberId proto) {
        return new MemberId(node(name + ".node_id", proto.getNodeId()), uid(name + ".uid", proto.getUid()));
    }

    static p2pchat.proto.Address proto(Address address) {
        return p2pchat.proto.Address.newBuilder()
                .setHost(address.host())
                .setPort(address.port())
                .build();
    }

    static Address address(String name, p2pchat.proto.Address proto) {
        within(name + ".port", proto.getPort(), 1, 65_535);
        return field(name + ".host", () -> new Address(proto.getHost(), proto.getPort()));
    }

    static p2pchat.proto.ViewId proto(ViewId id) {
        return p2pchat.proto.ViewId.newBuilder()
                .setEpoch(id.epoch())
                .setSeq(id.seq())
                .build();
    }

    /** Returns the view of a frame's sender, if given. */
    static Optional<ViewId> view(boolean given, p2pchat.proto.ViewId proto) {
        return given ? Optional.of(viewId("view", proto)) : Optional.empty();
    }

    static ViewId viewId(String name, p2pchat.proto.ViewId proto) {
        return field(name, () -> new ViewId(proto.getEpoch(), proto.getSeq()));
    }

    static p2pchat.proto.Leader proto(Leader leader) {
        return p2pchat.proto.Leader.newBuilder()
                .setId(proto(leader.id()))
                .setAddress(proto(leader.address()))
                .build();
    }

    static Leader leader(String name, p2pchat.proto.Leader proto) {
        return new Leader(memberId(name + ".id", proto.getId()), address(name + ".address", proto.getAddress()));
    }

    static Optional<Leader> leader(String name, boolean present, p2pchat.proto.Leader proto) {
        return present ? Optional.of(leader(name, proto)) : Optional.empty();
    }

    static p2pchat.proto.IdBlock proto(IdBlock block) {
        return p2pchat.proto.IdBlock.newBuilder()
                .setFirst(block.first())
                .setLast(block.last())
                .build();
    }

    static IdBlock block(String name, p2pchat.proto.IdBlock proto) {
        return field(name, () -> new IdBlock(proto.getFirst(), proto.getLast()));
    }

    static p2pchat.proto.Ranges proto(Ranges ranges) {
        p2pchat.proto.Ranges.Builder builder = p2pchat.proto.Ranges.newBuilder();
        List<Ranges.Range> kept = ranges.ranges();
        for (Ranges.Range range : kept.subList(0, Math.min(kept.size(), Ranges.MAX_RANGES))) {
            builder.addRanges(
                    p2pchat.proto.Range.newBuilder().setFrom(range.from()).setTo(range.to()));
        }
        return builder.build();
    }

    static Ranges ranges(String name, p2pchat.proto.Ranges proto) {
        atMost(name + ".ranges", proto.getRangesCount(), Ranges.MAX_RANGES);
        return field(name, () -> {
            List<Ranges.Range> ranges = new ArrayList<>();
            proto.getRangesList().forEach(range -> ranges.add(new Ranges.Range(range.getFrom(), range.getTo())));
            return new Ranges(ranges);
        });
    }
}
