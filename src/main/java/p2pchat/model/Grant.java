package p2pchat.model;

/**
 * The directory's signed statement that a member leads an epoch. Every view of that epoch carries it.
 *
 * @param device the key of the leader's device
 * @param grantedAt milliseconds since 1970
 * @param directory the key that signed it
 */
public record Grant(long epoch, Uid leader, DeviceKey device, long grantedAt, DeviceKey directory, Bytes signature) {}
