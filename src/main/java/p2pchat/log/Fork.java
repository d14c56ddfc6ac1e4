package p2pchat.log;

import p2pchat.model.ForkProof;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;

/**
 * An author of whose messages two versions exist (protocol 2.8).
 *
 * @param frozen whether the versions are disputed. Otherwise all others have referred to the version held here, and it holds
 */
public record Fork(ForkProof proof, boolean frozen) {

    public NodeId author() {
        return proof.author();
    }

    /** Returns the number of the first message that exists in two versions. */
    public long from() {
        return proof.from();
    }

    public boolean covers(MessageKey key) {
        return key.author().equals(author()) && key.seq() >= from();
    }
}
