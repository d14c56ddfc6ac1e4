package p2pchat.console;

/** What somebody may want to know of the node, beside the conversation. */
public sealed interface Question {

    /** Why is the leader who it is? */
    record WhyLeader() implements Question {}

    /** Which networks are there? */
    record Networks() implements Question {}

    /** Who is here, and who went? */
    record Members() implements Question {}

    /** How does this node stand, and where are its things? */
    record Status() implements Question {}

    /** What is known of the network? */
    record Info() implements Question {}
}
