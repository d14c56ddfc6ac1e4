package p2pchat.model;

/**
 * A person's statement that a device is theirs.
 *
 * @param madeAt milliseconds since 1970
 * @param signature by the person
 */
public record DeviceCertificate(PersonKey person, DeviceKey device, long madeAt, Bytes signature) {}
