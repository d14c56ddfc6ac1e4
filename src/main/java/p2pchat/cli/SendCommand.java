package p2pchat.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.NetworkName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says one message and tells by the exit code whether everyone has it (M8). */
@Command(
        name = "send",
        description = {"Says one message, waits until every member has it, and leaves.", ""},
        customSynopsis = "p2p-chat send --group NAME [OPTION]... TEXT...|-",
        parameterListHeading = "",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Ends with 0 if everyone has it, with 6 if not, or if nobody else is there, and then says who lacks it.",
            "Examples:",
            "  p2p-chat send -g ops \"the build is red\"",
            "  git log -1 --stat | p2p-chat send -g ops --wait 30s -",
            "  p2p-chat send -g ops -o json hello | jq .direct"
        })
final class SendCommand extends CommandOptions implements Callable<Integer> {

    private static final String INPUT = "-";

    @Parameters(
            arity = "0..*",
            paramLabel = "TEXT",
            hideParamSyntax = true,
            description = "The message; - reads it, whole, from a pipe.")
    private List<String> words = List.of();

    @Option(names = "--wait", order = 9, paramLabel = "TIME", description = "Wait so long for everyone (10s).")
    private Duration patience = Duration.ofSeconds(10);

    @Mixin
    private final GroupOption group = new GroupOption();

    @Mixin
    private final NickOption nick = new NickOption();

    @Mixin
    private final DirectoryOption directory = new DirectoryOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final EndpointOption endpoint = new EndpointOption();

    @Mixin
    private final OutputOption output;

    /** A longer text is still where it was typed, and would hide the advice. */
    private static final int LONGEST_REPEATED = 500;

    private final CommandHandlers programs;
    private final boolean interactive;
    private final Consumer<Explanation> complain;

    SendCommand(CommandHandlers programs, boolean interactive, Consumer<Explanation> complain) {
        this.programs = programs;
        this.interactive = interactive;
        this.complain = complain;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network = group.required(this, "p2p-chat send --group lunch 'soup?'", "say it to all of lunch");
        String text = String.join(" ", words);
        if (text.isBlank()) {
            throw mistake(
                    "there is nothing to send",
                    words.isEmpty() ? "no TEXT was given" : "TEXT is empty",
                    new Try(invocation() + " 'soup?'", "send that"),
                    new Try(invocation() + " -", "send what a pipe or a file brings"));
        }
        SendOptions options = new SendOptions(
                network,
                words.equals(List.of(INPUT)) ? Optional.empty() : Optional.of(text),
                patience,
                new SendOptions.Place(
                        nick.nick(), home.home(), directory.address(), endpoint.listen(), endpoint.advertised(this)),
                endpoint.pace(),
                output.form(),
                interactive);
        return programs.send(options, complain);
    }

    @Override
    public String invocation() {
        String text = words.stream().map(UsageErrors::quoted).collect(Collectors.joining(" "));
        boolean likeOptions = words.stream().anyMatch(word -> word.startsWith("-") && !word.equals(INPUT));
        boolean repeatable = !likeOptions && !String.join(" ", words).isBlank() && text.length() <= LONGEST_REPEATED;
        return group.in("p2p-chat send") + (repeatable ? " " + text : "");
    }
}
