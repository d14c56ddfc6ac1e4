package p2pchat.console.error;

import java.util.Optional;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.Problem;

/** Words for edits and deletions that cannot be. */
public final class AmendmentErrors {

    private static final Try SEE = new Try("/history", "see what you said");

    private AmendmentErrors() {}

    /** Empty for a problem of another kind. */
    static Optional<Explanation> of(Problem problem) {
        if (problem instanceof Problem.MessageUnknown p) {
            return Optional.of(Explanation.of(
                    Explanations.USAGE,
                    "there is no message " + p.message(),
                    "this node's log holds none of that id",
                    SEE));
        }
        if (problem instanceof Problem.NotYours p) {
            return Optional.of(notYours("message " + p.message()));
        }
        if (problem instanceof Problem.DeletedAlready p) {
            return Optional.of(deletedAlready("message " + p.message()));
        }
        return Optional.empty();
    }

    public static Explanation notYours(String which) {
        return Explanation.of(
                Explanations.NOT_ALLOWED, which + " is not yours", "only who said it can change or delete it", SEE);
    }

    public static Explanation deletedAlready(String which) {
        return Explanation.of(
                Explanations.USAGE, which + " is deleted already", "what is deleted is gone for good, everywhere", SEE);
    }
}
