package p2pchat.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} as an exception. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    /** Returns the problem that an exception or one of its causes carries. */
    public static Optional<Problem> find(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException carrier) {
                return Optional.of(carrier.problem);
            }
        }
        return Optional.empty();
    }

    public Problem problem() {
        return problem;
    }
}
