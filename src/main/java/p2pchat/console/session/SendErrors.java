package p2pchat.console.session;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Explains why a message was not sent, or a query not answered. */
final class SendErrors {

    private static final Logger LOG = LoggerFactory.getLogger(SendErrors.class);

    private SendErrors() {}

    static Explanation ofMessage(NetworkName network, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(network)::of)
                .orElseGet(() -> {
                    LOG.error("sending a message failed because of a bug", failure);
                    return Explanation.of(
                            Explanations.INTERNAL, "the message was not sent", "internal error: " + failure);
                });
    }

    static Explanation ofQuery(NetworkName network, Throwable failure) {
        return ProblemException.in(failure)
                .map(problem -> ofExport(problem)
                        .orElseGet(() -> Explanations.ofNode(network).of(problem)))
                .orElseGet(() -> Explanations.noAnswer(network));
    }

    /** Explains a failed export with a slash command to try; the shell's explanation names options. */
    private static Optional<Explanation> ofExport(Problem problem) {
        if (problem instanceof Problem.FileTaken taken) {
            String why = taken.folder() ? "it is a directory" : "the file exists (not overwritten)";
            return Optional.of(notWritten(taken.file(), why));
        }
        return problem instanceof Problem.FileUnwritable unwritable
                ? Optional.of(notWritten(unwritable.file(), Sanitiser.line(unwritable.cause())))
                : Optional.empty();
    }

    private static Explanation notWritten(Path file, String why) {
        String name = Sanitiser.line(file.toString());
        return Explanation.of(
                Explanations.LOCAL, "cannot write " + name, why, new Try("/export FILE", "write another file"));
    }
}
