package p2pchat.console.input;

import p2pchat.console.error.Explanation;
import p2pchat.model.MessageId;

/** What a program is told about its command. */
public sealed interface CommandReply {

    /** Committed to the own log. */
    record Accepted(MessageId id) implements CommandReply {}

    /** Done, and there is nothing to tell. */
    record Done() implements CommandReply {}

    record Refused(Explanation explanation) implements CommandReply {}
}
