package p2pchat.crypto;

/**
 * Reports a card, grant or view that fails verification. The message names the check that failed; peers may read it.
 */
public class ForgedException extends Exception {

    private static final long serialVersionUID = 1L;

    public ForgedException(String what) {
        super(what);
    }
}
