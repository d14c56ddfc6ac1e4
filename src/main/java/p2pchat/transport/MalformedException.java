package p2pchat.transport;

/** A request breaks the format or a limit. The peer is answered INVALID_ARGUMENT with this message. */
final class MalformedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MalformedException(String field, String why) {
        super(field + ": " + why);
    }
}
