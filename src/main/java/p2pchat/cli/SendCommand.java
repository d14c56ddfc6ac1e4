package p2pchat.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.NetworkName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends one message and reports by the exit code whether every member has it (M8). */
@Command(
        name = "send",
        description = {"Send one message, wait until every member has it, and exit.", ""},
        customSynopsis = "p2p-chat send --group NAME [OPTION]... TEXT...|-",
        parameterListHeading = "",
        footer = {
            "",
            "Exit code 0: every member has the message. 6: some do not, or there are none.",
            "Examples:",
            "  p2p-chat send -g ops \"the build is red\"",
            "  git log -1 --stat | p2p-chat send -g ops --wait 30s -",
            "  p2p-chat send -g ops -o json hello | jq .direct"
        })
final class SendCommand extends BaseCommand {

    private static final String STDIN = "-";

    /** Longer texts are not repeated in the commands that an error suggests. */
    private static final int MAX_REPEATED_TEXT = 500;

    @Parameters(
            arity = "0..*",
            paramLabel = "TEXT",
            hideParamSyntax = true,
            description = "The message; - reads it from standard input.")
    private List<String> words = List.of();

    @Mixin
    private final MemberMixin member;

    private final CommandHandlers handlers;
    private final Consumer<Explanation> errors;

    SendCommand(CommandHandlers handlers, boolean interactive, Consumer<Explanation> errors) {
        this.handlers = handlers;
        this.errors = errors;
        this.member = new MemberMixin(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network =
                member.group.required(this, "p2p-chat send --group lunch 'soup?'", "send it to every member of lunch");
        String text = String.join(" ", words);
        if (text.isBlank()) {
            throw error(
                    "nothing to send",
                    words.isEmpty() ? "no TEXT given" : "TEXT is empty",
                    new Try(invocation() + " 'soup?'", "send this text"),
                    new Try(invocation() + " -", "send what a pipe or a file contains"));
        }
        boolean fromInput = words.equals(List.of(STDIN));
        return handlers.send(
                new SendOptions(member.options(this, network), fromInput ? Optional.empty() : Optional.of(text)),
                errors);
    }

    @Override
    String invocation() {
        String text = words.stream().map(UsageErrors::quoted).collect(Collectors.joining(" "));
        boolean hasOptions = words.stream().anyMatch(word -> word.startsWith("-") && !word.equals(STDIN));
        boolean repeatable = !hasOptions && !String.join(" ", words).isBlank() && text.length() <= MAX_REPEATED_TEXT;
        return member.group.appendedTo("p2p-chat send") + (repeatable ? " " + text : "");
    }
}
