package p2pchat.proof;

import java.util.Optional;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.Seal;

/**
 * What proves one message.
 *
 * @param card with the keys of the author; empty if it is not known or forged
 * @param seal that signs the message; empty if there is none
 * @param fault the first reason why the message is not proven
 * @param forked whether its author signed several versions of it or of an earlier message, and none of them holds
 */
public record MessageProof(Optional<Card> card, Optional<Seal> seal, Optional<Fault.Kind> fault, boolean forked) {

    /**
     * Checks a message.
     *
     * @param message with its seal
     * @param card of its author, which need not be verified
     */
    public static MessageProof of(NetworkVerifier keys, ChatMessage message, Optional<Bytes> card, boolean forked) {
        LogCheck check = new LogCheck(keys, uid -> card);
        Optional<Fault.Kind> fault = check.prove(message);
        return new MessageProof(check.card(message), message.seal(), fault, forked);
    }

    public boolean isProven() {
        return fault.isEmpty() && !forked;
    }
}
