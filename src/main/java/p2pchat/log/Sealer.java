package p2pchat.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.Seal;

/** Signs messages of this node. Consecutive ones share a seal (protocol 2.12). Pure. */
final class Sealer {

    private Sealer() {}

    /**
     * Returns the messages with seals.
     *
     * @param messages in the order of their numbers
     */
    static Map<MessageKey, ChatMessage> seal(MessageSigner signer, List<ChatMessage> messages) {
        Map<MessageKey, ChatMessage> sealed = new TreeMap<>();
        Deque<ChatMessage> rest = new ArrayDeque<>(messages);
        while (!rest.isEmpty()) {
            List<ChatMessage> run = nextRun(rest);
            MessageKey first = run.get(0).key();
            List<MessageHash> hashes = run.stream().map(ChatMessage::hash).toList();
            Seal seal = signer.seal(first.author(), first.seq(), hashes);
            run.forEach(message -> sealed.put(message.key(), message.sealed(seal)));
        }
        return sealed;
    }

    private static List<ChatMessage> nextRun(Deque<ChatMessage> rest) {
        List<ChatMessage> run = new ArrayList<>(List.of(rest.remove()));
        long first = run.get(0).key().seq();
        while (!rest.isEmpty()
                && run.size() < Seal.MAX_MESSAGES
                && rest.element().key().seq() == first + run.size()) {
            run.add(rest.remove());
        }
        return run;
    }
}
