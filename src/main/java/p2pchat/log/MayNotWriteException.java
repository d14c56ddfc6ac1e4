package p2pchat.log;

/** This node may not write to the log, because its messages would not count (protocol 2.13). */
public final class MayNotWriteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MayNotWriteException() {
        super("messages of this node do not count any more");
    }
}
