package p2pchat.model;

import java.util.Optional;

/** How the directory answers a {@link DirectoryRequest}. A refusal is data; a failed call means "no answer". */
public sealed interface DirectoryReply {

    /**
     * The leadership is the asker's, or its successor's after a handover; durable before it is said.
     *
     * @param block ids nobody was given before
     * @param replaced the leader before, if there was another
     */
    record Granted(long epoch, Leader leader, IdBlock block, Optional<Leader> replaced) implements DirectoryReply {}

    /** The refresh counts. {@code block} holds what may be given, extended when little was left. */
    record Refreshed(IdBlock block) implements DirectoryReply {}

    /** The last member left; epoch and ids are kept, and the next claim needs neither probe nor wait (H20). */
    record Vacated() implements DirectoryReply {}

    /** The name belongs to the network in {@code existing}: the mission's FAIL of {@code create_network}. */
    record NameTaken(NetworkInfo existing) implements DirectoryReply {}

    /** The directory reaches the old leader, which hears no fewer members: it stays. The mission's FAIL of M7. */
    record Denied(Leader stays) implements DirectoryReply {}

    /** The request speaks of a leadership that is over; this one holds. */
    record Stale(NetworkInfo current) implements DirectoryReply {}

    /** Another claim is being checked. */
    record Busy() implements DirectoryReply {}

    /** Not now: the reason is for people and logs. */
    record Retry(String reason) implements DirectoryReply {}

    /** The directory knows no such network, and the request carries nothing to restore it from. */
    record Unknown() implements DirectoryReply {}

    /** The directory holds as many networks as it may. */
    record Full(int limit) implements DirectoryReply {}
}
