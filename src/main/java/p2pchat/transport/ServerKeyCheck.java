package p2pchat.transport;

import java.util.function.Consumer;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Decides whether a server has the key that it should have, before anything is sent to it. */
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
     * Returns if the key is the right one. Must not block for long.
     *
     * @throws ProblemException if not; calls to the server then fail with it
     */
    void check(DeviceKey seen);
}
