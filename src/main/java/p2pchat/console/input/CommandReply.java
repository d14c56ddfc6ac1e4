package p2pchat.console.input;

import p2pchat.console.error.Explanation;
import p2pchat.model.MessageId;

/** The reply to a command of a program. */
public sealed interface CommandReply {

    /** The message is committed to this node's log. */
    record Accepted(MessageId id) implements CommandReply {}

    record Done() implements CommandReply {}

    record Refused(Explanation explanation) implements CommandReply {}
}
