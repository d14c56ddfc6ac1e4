package p2pchat.model;

import java.util.List;

/** Signs the messages of this member. Implemented by {@code crypto}. */
public interface MessageSigner {

    /** Returns the uid of this member's store. */
    Uid uid();

    /** Draws the salt of a new message. */
    Bytes salt();

    /** Returns the hash of a message of this member. */
    MessageHash hash(MessageHeader header);

    /** Signs consecutive messages of this member, at most {@link Seal#MAX_MESSAGES}. */
    Seal seal(NodeId self, long first, List<MessageHash> hashes);
}
