package p2pchat.model;

/** Names an invitation: the first 16 bytes of the SHA-256 of its public key. */
public record InvitationId(Bytes bytes) {

    public static final int SIZE = 16;

    public InvitationId {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an invitation id has " + SIZE + " bytes, not " + bytes.size());
        }
    }

    public static InvitationId of(byte[] bytes) {
        return new InvitationId(Bytes.of(bytes));
    }

    /** Returns the first 8 hexadecimal digits, as users see and type them. */
    @Override
    public String toString() {
        return bytes.toString().substring(0, 8);
    }
}
