package p2pchat.transport;

import java.util.function.Consumer;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Checks that a server has the expected key, before anything is sent to it. */
@FunctionalInterface
public interface ServerKeyCheck {

    /** Accepts every server. */
    ServerKeyCheck ANY = seen -> {};

    /**
     * Accepts the expected key only, and reports other keys.
     *
     * @param wrongKeys receives each refusal
     */
    static ServerKeyCheck only(Address address, DeviceKey expected, Consumer<Problem.WrongKey> wrongKeys) {
        return seen -> {
            if (!seen.equals(expected)) {
                Problem.WrongKey problem = new Problem.WrongKey(address, expected, seen);
                wrongKeys.accept(problem);
                throw new ProblemException(problem);
            }
        };
    }

    /**
     * Checks the key of a server. Must not block for long.
     *
     * @throws ProblemException if it is not the expected one; calls to the server then fail with it
     */
    void check(DeviceKey seen);
}
