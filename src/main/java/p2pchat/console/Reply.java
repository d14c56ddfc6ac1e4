package p2pchat.console;

import p2pchat.model.MessageId;

/** What a program is told about its command. */
sealed interface Reply {

    /** Committed to the own log. */
    record Accepted(MessageId id) implements Reply {}

    /** Done, and there is nothing to tell. */
    record Done() implements Reply {}

    record Refused(Explanation explanation) implements Reply {}
}
