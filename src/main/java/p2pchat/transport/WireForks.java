package p2pchat.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import p2pchat.crypto.ForgedException;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.proto.Fork;
import p2pchat.proto.MessageKey;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Converts what is compared of two logs, and the proofs that authors have forked, to and from protobuf. */
final class WireForks {

    private WireForks() {}

    static List<Fork> proto(Map<NodeId, Long> forks) {
        return forks.entrySet().stream()
                .limit(SyncQuery.MAX_AUTHORS)
                .map(fork -> Fork.newBuilder()
                        .setNodeId(fork.getKey().value())
                        .setSeq(fork.getValue())
                        .build())
                .toList();
    }

    static Map<NodeId, Long> forks(String name, List<Fork> proto) {
        Wire.atMost(name, proto.size(), SyncQuery.MAX_AUTHORS);
        Map<NodeId, Long> forks = new HashMap<>();
        for (Fork fork : proto) {
            forks.put(Wire.node(name + ".node_id", fork.getNodeId()), fork.getSeq());
        }
        return forks;
    }

    static List<MessageKey> ends(LogState log) {
        return log.ends().values().stream()
                .limit(SyncQuery.MAX_AUTHORS)
                .map(WireChat::proto)
                .toList();
    }

    static Map<NodeId, MessageRef> ends(List<MessageKey> proto) {
        Wire.atMost("ends", proto.size(), SyncQuery.MAX_AUTHORS);
        Map<NodeId, MessageRef> ends = new HashMap<>();
        for (MessageKey end : proto) {
            MessageRef ref = WireChat.ref("ends", end);
            ends.put(ref.author(), ref);
        }
        return ends;
    }

    static p2pchat.proto.ForkProof proto(ForkProof proof) {
        SignedMessages first = SignedMessages.of(List.of(proof.first()));
        SignedMessages second = SignedMessages.of(List.of(proof.second()));
        return p2pchat.proto.ForkProof.newBuilder()
                .setFirst(first.messages().get(0))
                .setFirstSeal(first.seals().get(0))
                .setSecond(second.messages().get(0))
                .setSecondSeal(second.seals().get(0))
                .build();
    }

    /**
     * Returns the proofs, without those about unknown authors.
     *
     * @throws ForgedException if an author has not signed a message
     */
    static List<ForkProof> proofs(List<p2pchat.proto.ForkProof> proto, MemberKeys keys) throws ForgedException {
        Wire.atMost("proofs", proto.size(), SyncResponseHeader.MAX_PROOFS);
        List<ForkProof> proofs = new ArrayList<>(proto.size());
        for (p2pchat.proto.ForkProof each : proto) {
            List<ChatMessage> first = verify(each.getFirst(), each.getFirstSeal(), keys);
            List<ChatMessage> second = verify(each.getSecond(), each.getSecondSeal(), keys);
            if (!first.isEmpty() && !second.isEmpty()) {
                proofs.add(Wire.field("proofs", () -> new ForkProof(first.get(0), second.get(0))));
            }
        }
        return proofs;
    }

    private static List<ChatMessage> verify(p2pchat.proto.ChatMessage message, p2pchat.proto.Seal seal, MemberKeys keys)
            throws ForgedException {
        return new MessageVerifier(keys).verify(List.of(message), List.of(seal));
    }
}
