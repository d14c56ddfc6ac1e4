package p2pchat.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import p2pchat.cli.SendOptions;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.NodeGuardian;
import p2pchat.runtime.Await;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/**
 * Says one message in a network that exists, as a node that goes again at once. It starts no network and no directory:
 * both would be gone before anybody else could come.
 */
final class SendProgram {

    /** The node itself gives up earlier, and says why. */
    private static final Duration ENTER = Duration.ofSeconds(60);

    private static final Duration STORE = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final DataRoot root;
    private final SendOptions options;
    private final Consumer<Explanation> complain;
    private final CompletableFuture<Done> entered = new CompletableFuture<>();
    private final CompletableFuture<Done> settled = new CompletableFuture<>();

    /** Completes when everything is closed: whoever ends the process by a signal waits for that. */
    private final CompletableFuture<Done> over = new CompletableFuture<>();

    private SendResult sent;

    SendProgram(DataRoot root, SendOptions options, Consumer<Explanation> complain) {
        this.root = root;
        this.options = options;
        this.complain = complain;
        this.sent = SendResult.nothing(options.group());
    }

    int run() {
        try {
            String text = options.text().isPresent() ? options.text().get() : readInput();
            return objection(text).map(this::refuse).orElseGet(() -> run(text));
        } catch (IOException e) {
            return refuse(Explanation.of(
                    Explanations.LOCAL, "cannot read the standard input", String.valueOf(e.getMessage())));
        }
    }

    private int refuse(Explanation why) {
        complain.accept(why);
        return why.code();
    }

    private int run(String text) {
        SendOptions.Place place = options.place();
        try (NodeHome home = LocalNode.home(root, place.home(), place.nick(), "");
                LocalNode node = LocalNode.start(home, place.directory(), place.listen(), Optional.empty())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                node.leave();
                Await.politely(STOP, over);
            }));
            return tell(send(node, home, text), home);
        } finally {
            over.complete(Done.getInstance());
        }
    }

    private SendResult send(LocalNode node, NodeHome home, String text) {
        node.system().tell(new NodeGuardian.Enter(settings(node, home), this::hear));
        try {
            Await.upTo(ENTER, entered);
            CompletableFuture<MessageId> accepted = new CompletableFuture<>();
            node.system().tell(new NodeGuardian.Say(options.group(), new MessageDraft.Text(text), accepted));
            Await.upTo(STORE, accepted);
            Await.politely(options.patience(), settled);
            return soFar();
        } finally {
            node.leave();
        }
    }

    /** What the network tells, on whatever thread. */
    private synchronized void hear(NetworkEvent event) {
        sent = sent.after(event);
        if (event instanceof NetworkEvent.Entered) {
            entered.complete(Done.getInstance());
        }
        if (event instanceof NetworkEvent.Ended ended) {
            Problem why = ended.problem().orElseGet(() -> new Problem.Internal("it was told to leave"));
            entered.completeExceptionally(new ProblemException(why));
        }
        if (sent.settled() || event instanceof NetworkEvent.Ended) {
            settled.complete(Done.getInstance());
        }
    }

    private synchronized SendResult soFar() {
        return sent;
    }

    private int tell(SendResult result, NodeHome home) {
        ProcessOutput.print(result.lines(options.output()));
        return result.shortfall(node(home)).map(this::refuse).orElse(Explanations.DONE);
    }

    /** Who was sent as can also stay. */
    private String node(NodeHome home) {
        SendOptions.Place place = options.place();
        return "p2p-chat node --group " + options.group() + " --nick " + home.nick()
                + place.home().map(folder -> " --data-dir " + folder).orElse("");
    }

    private Optional<Explanation> objection(String text) {
        if (text.isBlank()) {
            return Optional.of(
                    Explanation.of(Explanations.USAGE, "there is nothing to send", "the standard input held no text"));
        }
        return ChatMessage.fits(text) ? Optional.empty() : Optional.of(Explanations.tooLong("the text"));
    }

    /** All of it is one message. What ends the last line is no part of that, as in the {@code $(…)} of a shell. */
    private String readInput() throws IOException {
        if (options.interactive() && options.output() == OutputFormat.HUMAN) {
            ProcessOutput.say("type the message; Ctrl-D on a line of its own sends it");
        }
        byte[] read = System.in.readNBytes(2 * ChatMessage.MAX_TEXT_BYTES); // more is too long, however much
        String text = new String(read, StandardCharsets.UTF_8).replace("\r\n", "\n");
        return text.replaceFirst("\n+\\z", "");
    }

    private NetworkSettings settings(LocalNode node, NodeHome home) {
        SendOptions.Place place = options.place();
        return new NetworkSettings(
                options.group(),
                home.nick(),
                place.advertise().orElseGet(() -> node.reachable(place.directory())),
                place.directory(),
                Entry.ONLY_JOIN,
                0,
                options.pace());
    }
}
