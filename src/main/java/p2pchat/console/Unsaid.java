package p2pchat.console;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.ProblemException;

/** Why a message was not said, or a question not answered, in words. */
final class Unsaid {

    private static final Logger LOG = LoggerFactory.getLogger(Unsaid.class);

    private Unsaid() {}

    static Explanation explain(Dialogue now, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(now.network())::of)
                .orElseGet(() -> {
                    LOG.error("saying a message failed for a bug", failure);
                    return Explanation.of(
                            Explanations.INTERNAL, "the message was not sent", "internal error: " + failure);
                });
    }

    static Explanation noAnswer(Dialogue now, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(now.network())::of)
                .orElseGet(() -> Explanations.noAnswer(now.network()));
    }
}
