package p2pchat.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Proves a signed transcript. */
@Command(
        name = "verify",
        description = {"Check a signed transcript, without a network or a log.", ""},
        customSynopsis = "p2p-chat verify FILE [OPTION]...",
        footer = {
            "",
            "Shows who signed how many messages, and the first things that do not fit.",
            "Exits with 0 only if everything is proven and nothing is missing.",
            "",
            "Examples:",
            "  p2p-chat history -g lunch --out lunch.signed",
            "  p2p-chat verify lunch.signed"
        })
final class VerifyCommand extends BaseCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", hidden = true)
    private @Nullable Path file;

    @Mixin
    private final OutputOption output;

    private final CommandHandlers handlers;

    VerifyCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        if (file == null) {
            throw error(
                    "no file given",
                    "verify needs a FILE",
                    new Explanation.Try("p2p-chat verify lunch.signed", "check the transcript in this file"));
        }
        return handlers.verify(file, output.format());
    }

    @Override
    String invocation() {
        return "p2p-chat verify" + (file == null ? "" : " " + UsageErrors.quoted(file.toString()));
    }
}
