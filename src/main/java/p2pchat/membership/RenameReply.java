package p2pchat.membership;

import p2pchat.model.Nick;

/** The answer to a request for another nick. */
public sealed interface RenameReply {

    /** The member has this nick now: the one requested, or a variant of it if another member has that. */
    record Renamed(Nick nick) implements RenameReply {}

    /** The nick stays; {@code why} is for display, in lower case. */
    record NotNow(String why) implements RenameReply {}
}
