package p2pchat.console.session;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Why a message was not said, or a question not answered, in words. */
final class SendErrors {

    private static final Logger LOG = LoggerFactory.getLogger(SendErrors.class);

    private SendErrors() {}

    static Explanation explain(ConversationState now, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(now.network())::of)
                .orElseGet(() -> {
                    LOG.error("saying a message failed for a bug", failure);
                    return Explanation.of(
                            Explanations.INTERNAL, "the message was not sent", "internal error: " + failure);
                });
    }

    static Explanation noAnswer(ConversationState now, Throwable failure) {
        return ProblemException.in(failure)
                .map(problem -> ofFile(problem)
                        .orElseGet(() -> Explanations.ofNode(now.network()).of(problem)))
                .orElseGet(() -> Explanations.noAnswer(now.network()));
    }

    /** What helps in a conversation is another command than in a shell. */
    private static Optional<Explanation> ofFile(Problem problem) {
        if (problem instanceof Problem.FileTaken taken) {
            String why = taken.folder() ? "it is a folder" : "there is a file of that name, and it is kept";
            return Optional.of(unwritten(taken.file(), why));
        }
        return problem instanceof Problem.FileUnwritable unwritable
                ? Optional.of(unwritten(unwritable.file(), Sanitiser.line(unwritable.cause())))
                : Optional.empty();
    }

    private static Explanation unwritten(Path file, String why) {
        String name = Sanitiser.line(file.toString());
        return Explanation.of(
                Explanations.LOCAL, "cannot write " + name, why, new Try("/export NAME", "write another file"));
    }
}
