package p2pchat.console;

import p2pchat.model.Nick;

/** What somebody may want of the node, beside saying something. */
public sealed interface Question {

    /** Why is the leader who it is? */
    record WhyLeader() implements Question {}

    /** Which networks are there? */
    record Networks() implements Question {}

    /** Who is here, and who went? */
    record Members() implements Question {}

    /** How does this node stand, and where are its things? */
    record Status() implements Question {}

    /** May I be called this from now on? */
    record Rename(Nick nick) implements Question {}

    /** What is known of the network? */
    record Info() implements Question {}
}
