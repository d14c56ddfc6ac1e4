package p2pchat.node;

import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import p2pchat.model.Address;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** A failed call to the directory, as described by {@link p2pchat.membership.DirectoryCalls}. */
public final class DirectoryFailure {

    private DirectoryFailure() {}

    /** Returns the problem for the user of a process that has just started. */
    public static Problem problem(Address directory, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof TimeoutException) {
            return new Problem.DirectoryForeign(directory, "it accepts connections but does not answer");
        }
        String message = cause.getMessage() == null ? "no answer" : cause.getMessage();
        return cause instanceof ProtocolException
                ? new Problem.DirectoryForeign(directory, message)
                : new Problem.DirectoryUnreachable(directory, message);
    }

    /** Returns whether there was no answer in time, so that a directory may be running. */
    static boolean isLate(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        return cause instanceof TimeoutException || cause instanceof SocketTimeoutException;
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
