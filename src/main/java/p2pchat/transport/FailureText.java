package p2pchat.transport;

import io.grpc.StatusRuntimeException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Describes to users why a call failed. */
public final class FailureText {

    private FailureText() {}

    public static String of(Throwable thrown) {
        Throwable cause = root(thrown);
        if (cause instanceof ConnectException) {
            return "connection refused: no process listens on that port";
        } else if (isCausedBy(thrown, BindException.class)) {
            return "another process listens there";
        } else if (cause instanceof TimeoutException) {
            return "no answer in time";
        } else if (cause instanceof StatusRuntimeException status) {
            String description = status.getStatus().getDescription();
            return switch (status.getStatus().getCode()) {
                case DEADLINE_EXCEEDED -> "no answer in time";
                case UNIMPLEMENTED -> "another program answers there";
                default -> description == null ? status.getStatus().getCode().toString() : description;
            };
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Removes the wrappers of futures, and returns the connection failure below, if there is one. */
    static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable below = cause; below != null; below = below.getCause()) {
            if (below instanceof ConnectException) {
                return below;
            }
        }
        return cause;
    }

    private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> kind) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
