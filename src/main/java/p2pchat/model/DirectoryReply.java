package p2pchat.model;

import java.util.Optional;

/** The answer of the directory to a {@link DirectoryRequest}. A refusal is data; a failed call means no answer. */
public sealed interface DirectoryReply {

    /**
     * The caller leads, or its successor after a handover. Durable before it is sent.
     *
     * @param block ids that were never assigned before
     * @param replaced the previous leader, if another
     */
    record Granted(long epoch, Leader leader, IdBlock block, Optional<Leader> replaced) implements DirectoryReply {}

    /** The refresh counts. {@code block} holds the ids to assign, extended when few were left. */
    record Refreshed(IdBlock block) implements DirectoryReply {}

    /** The last member left. Epoch and ids are kept, and the next claim is granted at once (H20). */
    record Vacated() implements DirectoryReply {}

    /** The name belongs to another network. The mission's FAIL of {@code create_network}. */
    record NameTaken(NetworkInfo existing) implements DirectoryReply {}

    /** The old leader stays, because it answers and hears no fewer members. The mission's FAIL of M7. */
    record Denied(Leader stays) implements DirectoryReply {}

    /** The caller or its successor may not lead, because it was removed or is a reader (protocol 2.13). */
    record NotAllowed() implements DirectoryReply {}

    /** The request is based on a former leadership. */
    record Stale(NetworkInfo current) implements DirectoryReply {}

    /** Another claim is being checked. */
    record Busy() implements DirectoryReply {}

    /** Asks the caller to retry. The reason is for users and logs. */
    record Retry(String reason) implements DirectoryReply {}

    /** The network is unknown and cannot be restored from the request. */
    record Unknown() implements DirectoryReply {}

    /** The directory has reached its limit of networks. */
    record Full(int limit) implements DirectoryReply {}
}
