package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.departed;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.member;
import static p2pchat.console.Examples.said;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.Examples;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.ActiveParticipants;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.PlainRenderer;
import p2pchat.console.render.Renderer;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.StreamFrontend;
import p2pchat.model.DepartureReason;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Uses real threads and streams with a scripted network. Every wait is for an event. */
@Timeout(30)
class SessionTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ScriptedClient network = new ScriptedClient();

    private final AtomicLong time = new AtomicLong(TIME);

    /** Records sent messages in order. */
    private static final class ScriptedClient implements NetworkClient {
        private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        private final CountDownLatch left = new CountDownLatch(1);
        private int number;

        @Override
        public CompletionStage<MessageId> send(MessageDraft draft) {
            String text = draft.text();
            number++;
            sent.add(text);
            return text.equals("refuse me")
                    ? CompletableFuture.failedFuture(new ProblemException(new Problem.DiskFull(Path.of("/store"))))
                    : CompletableFuture.completedFuture(id(number));
        }

        @Override
        public CompletionStage<NodeAnswer> query(NodeQuery query) {
            if (query instanceof NodeQuery.WhyLeader) {
                return CompletableFuture.completedFuture(new NodeAnswer.Why(Optional.empty()));
            }
            return query instanceof NodeQuery.Members
                    ? CompletableFuture.completedFuture(new NodeAnswer.Members(Examples.status()))
                    : CompletableFuture.failedFuture(new IllegalStateException("leaving"));
        }

        @Override
        public CompletionStage<Void> leave() {
            left.countDown();
            return CompletableFuture.completedFuture(null);
        }

        String next() throws InterruptedException {
            String text = sent.poll(10, TimeUnit.SECONDS);
            assertThat(text).as("a message within ten seconds").isNotNull();
            return text;
        }
    }

    @Test
    void pipeSendsLinesDrainsAndExitsWithZero() throws Exception {
        Session session = plain("a\nb\n", LONG);
        CompletableFuture<Integer> exit = start(session);
        assertThat(List.of(network.next(), network.next())).containsExactly("a", "b");
        session.handleEvent(OPS, said(ALICE, 9, "hello"));
        session.handleEvent(OPS, delivered(1));
        session.handleEvent(OPS, delivered(2));
        assertThat(exit.get()).isZero();
        assertThat(network.left.getCount()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\talice\thello\n")
                .endsWith("* left ops\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void tooLongLineIsNamedAndOthersAreSent() throws Exception {
        String input = "x\n".repeat(16) + "y".repeat(70_000) + "\nz\n";
        Session session = plain(input, Duration.ofMillis(20));
        assertThat(start(session).get()).isEqualTo(6);
        assertThat(network.sent).hasSize(17).last().isEqualTo("z");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("p2p-chat: line 17 is too long for a message\n  why:  a message has at most 65,536 bytes");
    }

    @Test
    void refusedMessageIsReportedOnErrorOutput() throws Exception {
        assertThat(start(plain("refuse me\n", LONG)).get()).isEqualTo(6);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("p2p-chat: the disk is full\n");
    }

    @Test
    void limitsMessagesInFlight() throws Exception {
        int many = Session.MAX_IN_FLIGHT;
        String input =
                IntStream.rangeClosed(1, many + 6).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        Session session = plain(input, LONG);
        CompletableFuture<Integer> exit = start(session);
        for (int i = 1; i <= many; i++) {
            assertThat(network.next()).isEqualTo(Integer.toString(i));
        }
        assertThat(network.sent.poll(50, TimeUnit.MILLISECONDS)).isNull();
        for (int i = 1; i <= 6; i++) {
            session.handleEvent(OPS, delivered(i));
            assertThat(network.next()).as("reads one more after a delivery").isEqualTo(Integer.toString(many + i));
            assertThat(network.sent.poll(10, TimeUnit.MILLISECONDS)).isNull();
        }
        for (int i = 7; i <= many + 6; i++) {
            session.handleEvent(OPS, delivered(i));
        }
        assertThat(exit.get()).isZero();
    }

    @Test
    void inputThatEndsBeforeJoiningDoesNotEndTheSession() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        InputStream input = new InputStream() {
            @Override
            public int read() {
                read.countDown();
                return -1;
            }
        };
        Session session = open(InputParser.pipe(false), PlainRenderer.create(), LONG, input, out, false);
        CompletableFuture<Integer> exit =
                session.start((name, listener) -> network).toCompletableFuture();
        assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(network.left.getCount()).isOne();
        session.handleEvent(OPS, entered());
        assertThat(exit.get()).isZero();
    }

    @Test
    void programUsesJson() throws Exception {
        String commands = "{\"do\":\"send\",\"ref\":\"1\",\"text\":\"hi\"}\noops\n{\"do\":\"members\",\"ref\":\"2\"}\n";
        Session session =
                open(InputParser.json(), JsonRenderer.create("p2p-chat 0"), LONG, stream(commands), out, true);
        CompletableFuture<Integer> exit = start(session);
        assertThat(network.next()).isEqualTo("hi");
        session.handleEvent(OPS, said(BOB, 1, "hi"));
        session.handleEvent(OPS, delivered(1));
        assertThat(exit.get()).as("one command was refused").isEqualTo(6);
        List<JsonObject> objects = out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(objects)
                .extracting(object -> object.get("type").getAsString())
                .containsOnlyOnce("hello", "bye");
        assertThat(objects.stream()
                        .filter(object -> object.get("type").getAsString().equals("reply"))
                        .map(object -> object.get("ref") + " " + object.get("ok")))
                .containsExactly("\"1\" true", "null false", "\"2\" true");
        assertThat(objects.stream()
                        .filter(object -> object.get("type").getAsString().equals("delivery"))
                        .map(object -> object.get("ref").getAsString()))
                .containsExactly("1");
        assertThat(err.size()).isZero();
    }

    @Test
    void closedOutputExitsWith141() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Session session = open(InputParser.interactive(), PlainRenderer.create(), LONG, new Endless(), closed, false);
        assertThat(start(session).get()).isEqualTo(141);
        assertThat(network.left.getCount()).as("left the network").isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void leaveEndsSession() throws Exception {
        Session session = open(
                InputParser.interactive(),
                HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH),
                LONG,
                new Endless(),
                out,
                false);
        CompletableFuture<Integer> exit = start(session);
        session.leave();
        assertThat(exit.get()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("leaving ops…\n← left ops\n");
    }

    @Test
    void failedJoinIsReportedAsJsonError() throws Exception {
        Session session = open(InputParser.json(), JsonRenderer.create("a"), LONG, new Endless(), out, true);
        CompletableFuture<Integer> exit =
                session.start((name, listener) -> network).toCompletableFuture();
        session.handleEvent(OPS, new NetworkEvent.Ended(java.util.Optional.of(new Problem.NetworkExists(OPS))));
        assertThat(exit.get()).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("{\"v\":1,\"type\":\"error\",\"code\":4,");
    }

    @Test
    void stuckOutputSkipsMessagesAndReportsCount() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Semaphore written = new Semaphore(0);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writing.countDown();
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, offset, length);
                written.release();
            }
        };
        Session session = open(InputParser.interactive(), PlainRenderer.create(), LONG, new Endless(), slow, false);
        CompletableFuture<Integer> exit = start(session);
        writing.await();
        int fits = (int) (Session.MAX_QUEUED / (60_000 + 512));
        String text = "x".repeat(60_000);
        for (int i = 1; i <= fits + 3; i++) {
            session.handleEvent(OPS, said(ALICE, i, text));
        }
        stuck.countDown();
        written.acquire(1 + fits);
        for (int i = 1; i <= fits; i++) { // room after the output was written
            session.handleEvent(OPS, said(ALICE, i, text));
        }
        written.acquire(fits);
        session.leave();
        assertThat(exit.get()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("xxx")))
                .hasSize(2 * fits);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("p2p-chat: 3 messages of ops not shown");
    }

    @Test
    void bugEndsSession() {
        Renderer broken = new Renderer() {
            @Override
            public Rendering render(p2pchat.model.NetworkName name, NetworkEvent event) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Rendering ended(p2pchat.model.NetworkName name, NetworkEvent.Ended event, int code) {
                return render(name, event);
            }

            @Override
            public List<String> answer(p2pchat.model.NetworkName name, Optional<String> ref, NodeAnswer answer) {
                return List.of();
            }
        };
        Session session = open(InputParser.interactive(), broken, LONG, new Endless(), out, false);
        assertThatThrownBy(() -> start(session).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("a bug");
    }

    @Test
    void inactiveParticipantsAreForgottenWithoutMessages() throws Exception {
        Renderer live = HumanRenderer.create(
                ZoneOffset.UTC,
                LocalDate.of(2026, 11, 22),
                new TerminalStyle(new TextStyle(false, true, Theme.AUTO, true)));
        Session session = open(InputParser.pipe(false), live, LONG, stream(""), out, false);
        session.handleEvent(OPS, entered());
        session.handleEvent(OPS, said(member(4, "dave"), 1, "so long"));
        time.addAndGet(2 * ActiveParticipants.MILLIS);
        session.handleEvent(OPS, departed(DepartureReason.LEFT));
        session.start((name, listener) -> network).toCompletableFuture().get();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\u001b[2m← dave left");
    }

    /** Blocks for ever. */
    private static final class Endless extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                new CountDownLatch(1).await();
                return -1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private CompletableFuture<Integer> start(Session session) {
        CompletableFuture<Integer> exit =
                session.start((name, listener) -> network).toCompletableFuture();
        session.handleEvent(OPS, entered());
        return exit;
    }

    private Session plain(String input, Duration patience) {
        return open(InputParser.pipe(false), PlainRenderer.create(), patience, stream(input), out, false);
    }

    private Session open(
            InputParser reading, Renderer renderer, Duration patience, InputStream in, OutputStream to, boolean json) {
        InstantSource clock = () -> Instant.ofEpochMilli(time.get());
        Frontend frontend = new StreamFrontend(
                new Session.Streams(in, to, err, json), json ? 1 : Session.MAX_IN_FLIGHT, Theme.MONO);
        return Session.open(OPS, new Session.Console(frontend, reading, renderer, Optional.empty()), patience, clock);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
