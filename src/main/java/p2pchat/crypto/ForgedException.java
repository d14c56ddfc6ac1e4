package p2pchat.crypto;

/** A card, grant or view is not what its author signed. The message names the check that failed; peers may read it. */
public final class ForgedException extends Exception {

    private static final long serialVersionUID = 1L;

    public ForgedException(String what) {
        super(what);
    }
}
