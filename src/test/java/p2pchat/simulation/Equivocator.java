package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;

/** Signs two messages of one number now and then, and lets members with odd ids have the second one. */
final class Equivocator extends Conduct {

    private final MessageSigner own;

    Equivocator(RandomGenerator random, MessageSigner own) {
        this.own = own;
    }

    @Override
    List<ChatMessage> sends(NodeId to, List<ChatMessage> batch) {
        return handsOut(to, batch);
    }

    @Override
    Optional<ChatMessage> relays(NodeId to, ChatMessage message) {
        return Optional.of(version(to, message));
    }

    @Override
    List<ChatMessage> handsOut(NodeId to, List<ChatMessage> page) {
        return page.stream().map(message -> version(to, message)).toList();
    }

    private ChatMessage version(NodeId to, ChatMessage message) {
        boolean mine = message.seal().orElseThrow().uid().equals(own.uid());
        return mine && to.value() % 2 == 1 && message.key().seq() % 3 == 0 && message.kind() == ChatMessage.Kind.TEXT
                ? other(message)
                : message;
    }

    private ChatMessage other(ChatMessage message) {
        MessageHeader like = message.header();
        Body body = new Body(own.salt(), "no");
        MessageHeader header = new MessageHeader(
                like.id(),
                like.key(),
                like.to(),
                like.prev(),
                like.heads(),
                like.lamport(),
                like.sentAt(),
                like.kind(),
                like.about(),
                body.utf8().length,
                body.commitment());
        MessageHash hash = own.hash(header);
        Seal seal = own.seal(like.key().author(), like.key().seq(), List.of(hash));
        return new ChatMessage(header, Optional.of(body), hash, Optional.of(seal));
    }
}
