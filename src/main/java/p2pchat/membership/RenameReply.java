package p2pchat.membership;

import p2pchat.model.Nick;

/** What became of the wish for another nick. */
public sealed interface RenameReply {

    /** This is the nick now: the one wanted, or what the leader made of it because somebody has that. */
    record Renamed(Nick nick) implements RenameReply {}

    /** Not now; in lower case, for people to read. */
    record NotNow(String why) implements RenameReply {}
}
