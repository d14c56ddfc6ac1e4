package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import p2pchat.crypto.ForgedException;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.proto.Author;
import p2pchat.proto.AuthorRanges;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Converts digests, vectors and fetched messages to and from protobuf. */
final class WireSync {

    private static final int MAX_CHUNK = 1_024;

    /** Their total size is below the 4 MiB that gRPC accepts. */
    private static final int MAX_CARDS = 5_000;

    private WireSync() {}

    static p2pchat.proto.Digest proto(Digest digest) {
        return p2pchat.proto.Digest.newBuilder()
                .setMessages(digest.messages())
                .setSum(ByteString.copyFrom(digest.sum()))
                .build();
    }

    static Digest digest(p2pchat.proto.Digest proto) {
        return Wire.field(
                "digest", () -> Digest.of(proto.getMessages(), proto.getSum().toByteArray()));
    }

    static SyncRequest proto(SyncQuery query, p2pchat.proto.Header header) {
        SyncRequest.Builder builder = SyncRequest.newBuilder()
                .setHeader(header)
                .addAllHave(proto(query.have()))
                .setNewest(query.newest())
                .setCompare(query.compare())
                .addAllForks(WireForks.proto(query.forks()));
        query.only().ifPresent(only -> builder.addAllOnly(proto(only)));
        return builder.build();
    }

    static SyncQuery query(SyncRequest proto) {
        Wire.atMost("newest", proto.getNewest(), Integer.MAX_VALUE);
        VersionVector only = vector("only", proto.getOnlyList());
        return new SyncQuery(
                vector("have", proto.getHaveList()),
                only.isEmpty() ? Optional.empty() : Optional.of(only),
                proto.getNewest(),
                proto.getCompare(),
                WireForks.forks("forks", proto.getForksList()));
    }

    static SyncReply proto(SyncResponseHeader offer, MemberKeys keys) {
        SyncReply.Builder builder = SyncReply.newBuilder()
                .addAllHave(proto(offer.mine().stored()))
                .addAllForks(WireForks.proto(offer.mine().forks()));
        if (offer.send().isEmpty()) {
            builder.addAllEnds(WireForks.ends(offer.mine()));
        }
        offer.proofs().forEach(proof -> builder.addProofs(WireForks.proto(proof)));
        offer.authors().keySet().stream()
                .limit(MAX_CARDS)
                .forEach(author -> keys.card(author)
                        .ifPresent(card -> builder.addAuthors(
                                Author.newBuilder().setNodeId(author.value()).setCard(WireKeys.proto(card)))));
        return builder.build();
    }

    /** Returns the log of the callee. */
    static LogState state(SyncReply proto) {
        return new LogState(
                vector("have", proto.getHaveList()),
                WireForks.ends(proto.getEndsList()),
                WireForks.forks("forks", proto.getForksList()),
                Set.of());
    }

    /** Returns the nicks that the authors chose. Fails with a {@link ForgedException}. */
    static Map<NodeId, Nick> authors(SyncReply proto, MemberKeys keys) throws ForgedException {
        Wire.atMost("authors", proto.getAuthorsCount(), SyncQuery.MAX_AUTHORS);
        Map<NodeId, Nick> nicks = new TreeMap<>();
        for (Author author : proto.getAuthorsList()) {
            NodeId node = Wire.node("authors.node_id", author.getNodeId());
            keys.author(node, WireKeys.card("authors.card", author.getCard())).ifPresent(nick -> nicks.put(node, nick));
        }
        return nicks;
    }

    static SyncReply chunk(List<ChatMessage> messages) {
        SignedMessages signed = SignedMessages.of(messages);
        SyncReply.Builder builder = SyncReply.newBuilder().addAllSeals(signed.seals());
        signed.messages().forEach(builder::addMessages);
        return builder.build();
    }

    /**
     * Returns messages, which their authors have signed.
     *
     * @throws ForgedException if an author is not known or has not signed a message
     */
    static List<ChatMessage> chunk(SyncReply proto, MemberKeys keys) throws ForgedException {
        Wire.atMost("messages", proto.getMessagesCount(), MAX_CHUNK);
        return new MessageVerifier(keys).verify(proto.getMessagesList(), proto.getSealsList());
    }

    static VersionVector vector(String name, List<AuthorRanges> proto) {
        Wire.atMost(name, proto.size(), SyncQuery.MAX_AUTHORS);
        TreeMap<NodeId, Ranges> byAuthor = new TreeMap<>();
        for (AuthorRanges author : proto) {
            NodeId node = Wire.node(name + ".node_id", author.getNodeId());
            byAuthor.merge(node, Wire.ranges(name, author.getRanges()), Ranges::union);
        }
        return new VersionVector(byAuthor);
    }

    private static List<AuthorRanges> proto(VersionVector vector) {
        return vector.byAuthor().entrySet().stream()
                .limit(SyncQuery.MAX_AUTHORS)
                .map(author -> AuthorRanges.newBuilder()
                        .setNodeId(author.getKey().value())
                        .setRanges(Wire.proto(author.getValue()))
                        .build())
                .toList();
    }
}
