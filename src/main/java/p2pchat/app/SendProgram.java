package p2pchat.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import p2pchat.cli.MemberOptions;
import p2pchat.cli.SendOptions;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.node.NetworkRequest;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/**
 * Sends one message: through the running node of the same user, or else by a visit.
 */
final class SendProgram {

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

    private final DataRoot root;
    private final SendOptions options;
    private final MemberOptions member;
    private final Consumer<Explanation> errors;
    private final CompletableFuture<Done> settled = new CompletableFuture<>();

    private SendResult result;

    SendProgram(DataRoot root, SendOptions options, Consumer<Explanation> errors) {
        this.root = root;
        this.options = options;
        this.member = options.member();
        this.errors = errors;
        this.result = SendResult.initial(member.group());
    }

    int run() {
        try {
            String text = options.text().isPresent() ? options.text().get() : readInput();
            return objection(text).map(this::fail).orElseGet(() -> run(text));
        } catch (IOException e) {
            return fail(
                    Explanation.of(Explanations.LOCAL, "cannot read standard input", String.valueOf(e.getMessage())));
        }
    }

    private int fail(Explanation error) {
        errors.accept(error);
        return error.code();
    }

    private int run(String text) {
        Path folder = member.home().orElseGet(() -> root.nodeHome(member.nick()));
        return SendExchange.exchange(
                        folder,
                        new SendExchange.Request(
                                member.group(),
                                Optional.of(member.directory()).filter(address -> member.directoryNamed()),
                                new SendExchange.Say(text),
                                member.output(),
                                member.patience()))
                .map(reply -> report(reply.lines(), reply.error()))
                .orElseGet(() -> runNode(text));
    }

    private int report(List<String> lines, Optional<Explanation> error) {
        ProcessOutput.print(lines, member.output());
        return error.map(this::fail).orElse(Explanations.DONE);
    }

    private int runNode(String text) {
        return new Visit(root, member).run(this::handleEvent, stay -> {
            CompletableFuture<MessageId> accepted = new CompletableFuture<>();
            stay.submit(new NetworkRequest.Send(new MessageDraft.Text(text), accepted));
            Await.result(STORE_TIMEOUT, accepted);
            Await.completion(member.patience(), settled);
            SendResult sent = result();
            return report(sent.lines(member.output()), sent.shortfall(Optional.of(nodeCommand(stay.home()))));
        });
    }

    /** Handles an event of the network. Threading: called on any thread. */
    private synchronized void handleEvent(NetworkEvent event) {
        result = result.after(event);
        if (result.settled() || event instanceof NetworkEvent.Ended) {
            settled.complete(Done.getInstance());
        }
    }

    private synchronized SendResult result() {
        return result;
    }

    /** Returns the command that runs the sending node permanently. */
    private String nodeCommand(NodeHome home) {
        return "p2p-chat node --group " + member.group() + " --nick " + home.nick()
                + member.home().map(folder -> " --data-dir " + folder).orElse("");
    }

    private static Optional<Explanation> objection(String text) {
        if (text.isBlank()) {
            return Optional.of(
                    Explanation.of(Explanations.USAGE, "nothing to send", "there was no text on standard input"));
        }
        return ChatMessage.fits(text) ? Optional.empty() : Optional.of(Explanations.tooLong("the text"));
    }

    /** Reads one message and strips line ends at its end, as {@code $(…)} does in a shell. */
    private String readInput() throws IOException {
        if (member.interactive() && member.output() == OutputFormat.HUMAN) {
            ProcessOutput.say("Type the message. Ctrl-D on an empty line sends it.");
        }
        byte[] read = System.in.readNBytes(2 * ChatMessage.MAX_TEXT_BYTES); // more is too long in any case
        String text = new String(read, StandardCharsets.UTF_8).replace("\r\n", "\n");
        return text.replaceFirst("\n+\\z", "");
    }
}
