package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.id;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jline.terminal.Size;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.Renderer;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.NetworkClient;
import p2pchat.console.session.Session;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** A session whose terminal is a virtual screen, and whose network answers as the test says. */
abstract class InlineTerminalFixture {

    static final String PASTE = "\u001b[200~%s\u001b[201~";

    final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    Optional<InputFile> history = Optional.empty();
    Function<NetworkName, Optional<InputFile>> histories = network -> history;
    EditingMode keys = EditingMode.EMACS;
    String typedAhead = "";
    Duration reading = Duration.ZERO;
    VirtualScreen screen;
    Session session;
    CompletableFuture<Integer> exit;
    CompletableFuture<NodeAnswer> answers = CompletableFuture.failedFuture(new IllegalStateException("leaving"));
    final BlockingQueue<NetworkName> entries = new LinkedBlockingQueue<>();
    final CompletableFuture<NodeQuery> asked = new CompletableFuture<>();

    private final class FakeClient implements NetworkClient {
        private int number;

        @Override
        public CompletionStage<MessageId> send(MessageDraft draft) {
            String text = draft.text();
            sent.add(text);
            number++;
            return text.equals("refuse me")
                    ? CompletableFuture.failedFuture(new ProblemException(new Problem.DiskFull(Path.of("/store"))))
                    : CompletableFuture.completedFuture(id(number));
        }

        @Override
        public CompletionStage<NodeAnswer> query(NodeQuery query) {
            if (query instanceof NodeQuery.Networks) {
                return CompletableFuture.completedFuture(
                        new NodeAnswer.Networks(List.of(network("ops"), network("lunch")), Optional.empty(), true));
            }
            asked.complete(query);
            return answers;
        }

        @Override
        public CompletionStage<Void> leave() {
            return CompletableFuture.completedFuture(null);
        }
    }

    void open(int columns, int rows) throws Exception {
        screen = new VirtualScreen(columns == 0 ? 80 : columns, rows == 0 ? 24 : rows);
        screen.terminal().setSize(Size.of(columns, rows));
        screen.type(typedAhead);
        TextStyle style = new TextStyle(false, true, Theme.AUTO, true);
        Frontend frontend = new InlineTerminal(
                screen.terminal(),
                style,
                new EditorSettings(new TabCompletion(true), histories, keys, false, reading),
                () -> System.nanoTime() / 1_000_000);
        Renderer renderer = HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), new TerminalStyle(style));
        session = Session.open(
                OPS,
                new Session.Console(frontend, InputParser.interactive(), renderer, Optional.empty()),
                Duration.ZERO,
                InstantSource.fixed(Instant.ofEpochMilli(TIME)));
        FakeClient network = new FakeClient();
        exit = session.start((name, listener) -> {
                    entries.add(name);
                    return network;
                })
                .toCompletableFuture();
        session.handleEvent(OPS, entered());
        session.handleEvent(OPS, condition(NetworkEvent.State.CONNECTED, true));
        screen.until(lines -> screen.last().startsWith("bob›"));
    }

    String nextSent() throws InterruptedException {
        String text = sent.poll(15, TimeUnit.SECONDS);
        assertThat(text).as("a message within fifteen seconds").isNotNull();
        return text;
    }

    private static NetworkInfo network(String name) {
        NetworkId id = NetworkId.random();
        return new NetworkInfo(id, new NetworkName(name), 1, Optional.empty(), Duration.ZERO, 1);
    }
}
