package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.chat.ChatActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/** Holds back what others rely on it to pass on. */
final class Withholder extends Conduct {

    private final RandomGenerator random;

    Withholder(RandomGenerator random, MessageSigner own) {
        this.random = random;
    }

    @Override
    List<ChatMessage> sends(NodeId to, List<ChatMessage> batch) {
        return withheld(batch);
    }

    @Override
    Optional<ChatMessage> relays(NodeId to, ChatMessage message) {
        return Optional.empty();
    }

    @Override
    List<ChatMessage> handsOut(NodeId to, List<ChatMessage> page) {
        return withheld(page);
    }

    @Override
    List<ForkProof> proves(List<ForkProof> known) {
        return List.of();
    }

    /** Leaves out messages, and texts that no one has deleted. */
    private List<ChatMessage> withheld(List<ChatMessage> messages) {
        return messages.stream()
                .filter(message -> random.nextInt(3) > 0)
                .map(message -> random.nextInt(2) == 0 || message.kind() == ChatMessage.Kind.DELETE
                        ? message
                        : message.erased())
                .toList();
    }

    @Override
    ChatActor.Ack acknowledges(List<ChatMessage> batch, ChatActor.Ack ack) {
        Ranges all = ack.stored();
        for (ChatMessage message : batch) {
            all = all.with(message.key().seq());
        }
        return new ChatActor.Ack(all, ack.refused());
    }
}
