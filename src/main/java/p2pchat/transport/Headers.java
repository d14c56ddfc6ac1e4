package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.Header;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;

/** Converts the header of calls between members to and from protobuf. Pure. */
final class Headers {

    private Headers() {}

    /** @param nonce proves the sender's uid */
    static p2pchat.proto.Header proto(NetworkId network, Header header, Bytes nonce) {
        return p2pchat.proto.Header.newBuilder()
                .setChatId(Wire.bytes(network))
                .setSender(p2pchat.proto.MemberId.newBuilder()
                        .setNodeId(header.node().map(NodeId::value).orElse(0))
                        .setUid(Wire.bytes(header.uid())))
                .setTargetUid(header.target().map(Wire::bytes).orElse(ByteString.EMPTY))
                .setView(Wire.proto(header.view()))
                .setNonce(WireKeys.bytes(nonce))
                .build();
    }

    static NetworkId network(p2pchat.proto.Header proto) {
        return Wire.networkId(proto.getChatId());
    }

    static Header header(p2pchat.proto.Header proto) {
        int node = proto.getSender().getNodeId();
        if (proto.hasDigest()) {
            WireSync.digest(proto.getDigest()); // only pings use it
        }
        return new Header(
                node == 0 ? Optional.empty() : Optional.of(Wire.field("header.sender.node_id", () -> new NodeId(node))),
                Wire.uid("header.sender.uid", proto.getSender().getUid()),
                proto.getTargetUid().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Wire.uid("header.target_uid", proto.getTargetUid())),
                Wire.viewId("header.view", proto.getView()));
    }

    /** Returns the sender, which must have a node id. */
    static MemberId member(Header header) {
        return header.sender().orElseThrow(() -> new MalformedException("header.sender.node_id", "is missing"));
    }
}
