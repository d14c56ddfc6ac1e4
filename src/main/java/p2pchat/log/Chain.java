package p2pchat.log;

import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.ShortHash;

/**
 * One author's messages as a chain, in which each names the one before it.
 *
 * @param last the delivered message with the highest number
 * @param answered the highest number at which a message of another author refers to the version held here
 * @param disputed the highest number at which a message of another author refers to another version
 */
public record Chain(MessageRef last, long answered, long disputed) {

    static Chain of(MessageRef first) {
        return new Chain(first, 0, 0);
    }

    public NodeId author() {
        return last.author();
    }

    Chain delivered(MessageRef message) {
        return message.seq() > last.seq() ? new Chain(message, answered, disputed) : this;
    }

    /** A message of another author refers to a message of which this log holds the version {@code held}. */
    Chain referredTo(MessageRef message, ShortHash held) {
        return message.hash().equals(held)
                ? new Chain(last, Math.max(answered, message.seq()), disputed)
                : new Chain(last, answered, Math.max(disputed, message.seq()));
    }

    /** Returns whether others have referred to this version from here on, and to no other. */
    boolean isSettled(long from) {
        return answered >= from && disputed < from;
    }

    boolean endsWith(MessageKey key) {
        return last.key().equals(key);
    }
}
