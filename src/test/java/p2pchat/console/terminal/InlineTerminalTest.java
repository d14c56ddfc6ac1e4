package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.underWay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.terminal.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.VectorClock;

/** The console as a user sees it, on a virtual screen. Every wait is for screen content. */
@Timeout(60)
class InlineTerminalTest {

    private static final String PASTE = "\u001b[200~%s\u001b[201~";

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private Optional<Path> history = Optional.empty();
    private Function<NetworkName, Optional<Path>> histories = network -> history;
    private EditingMode keys = EditingMode.EMACS;
    private VirtualScreen screen;
    private Session session;
    private CompletableFuture<Integer> exit;

    private final BlockingQueue<NetworkName> entries = new LinkedBlockingQueue<>();

    private final CompletableFuture<NodeQuery> asked = new CompletableFuture<>();

    private CompletableFuture<NodeAnswer> answers =
            CompletableFuture.failedFuture(new IllegalStateException("leaving"));

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

    private void open(int columns, int rows) throws Exception {
        screen = new VirtualScreen(columns == 0 ? 80 : columns, rows == 0 ? 24 : rows);
        screen.terminal().setSize(new Size(columns, rows));
        TextStyle style = new TextStyle(false, true, Theme.AUTO, true);
        Frontend frontend = new InlineTerminal(
                screen.terminal(),
                style,
                new EditorSettings(new TabCompletion(true), histories, keys, false),
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
        screen.untilLast("bob›");
    }

    private String nextSent() throws InterruptedException {
        String text = sent.poll(15, TimeUnit.SECONDS);
        assertThat(text).as("a message within fifteen seconds").isNotNull();
        return text;
    }

    @Test
    void statusIsAboveInputAndBelowEvents() throws Exception {
        open(80, 24);
        assertThat(screen.until(lines -> lines.size() == 3))
                .containsExactly(
                        "→ you joined ops as bob (#2) · alice leads · 3 members",
                        " ops · leader alice · 3 members · ● connected",
                        "bob›");
    }

    @Test
    void draftSurvivesTwoHundredLines() throws Exception {
        open(60, 10);
        screen.type("a draft");
        screen.untilLast("bob› a draft");
        for (int i = 1; i <= 200; i++) {
            session.handleEvent(OPS, said(ALICE, i, "line " + i));
        }
        List<String> lines = screen.until(now -> now.stream().anyMatch(line -> line.endsWith("line 200"))
                && screen.last().equals("bob› a draft"));
        assertThat(lines.stream().filter(line -> line.contains("alice  line")))
                .hasSize(200)
                .last()
                .isEqualTo("      alice  line 200");
        screen.type(" goes on\r");
        assertThat(nextSent()).isEqualTo("a draft goes on");
    }

    @Test
    void altMListsMembersAndRestoresDraft() throws Exception {
        open(80, 24);
        screen.type("half a");
        screen.untilLast("bob› half a");
        screen.type("\u001bm");
        assertThat(asked.get(15, TimeUnit.SECONDS)).isInstanceOf(NodeQuery.Members.class);
        screen.untilLast("bob› half a");
        screen.type(" word\r");
        assertThat(nextSent()).isEqualTo("half a word");
    }

    @Test
    void statusShowsNoLeaderAfterLeaving() throws Exception {
        open(80, 24);
        screen.type("/leave\r");
        session.handleEvent(OPS, new NetworkEvent.Ended(Optional.empty()));
        screen.untilShown(" ops · ← left");
        screen.untilLast("bob›");
        assertThat(screen.until(lines -> lines.size() > 2)).noneMatch(line -> line.contains("leader alice"));
    }

    @Test
    void specialCharactersAreSentAsTyped() throws Exception {
        open(80, 24);
        screen.type("first\r");
        assertThat(nextSent()).isEqualTo("first");
        screen.type("wow!! \"x\" 'y' \\n \\ !$ #1 | $HOME %d\r");
        assertThat(nextSent()).isEqualTo("wow!! \"x\" 'y' \\n \\ !$ #1 | $HOME %d");
    }

    @Test
    void ownMessageMovesUpOnceDelivered() throws Exception {
        open(80, 24);
        screen.type("hi\r");
        assertThat(nextSent()).isEqualTo("hi");
        session.handleEvent(OPS, said(BOB, 1, "hi"));
        screen.untilShown("  … you  hi  0/2");
        session.handleEvent(OPS, underWay(1, 100));
        screen.untilShown("  … you  hi  1/2");
        screen.untilShown("1 sending");
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("14:02 you  hi  ✓");
        assertThat(screen.until(lines -> lines.stream().noneMatch(line -> line.contains("sending"))).stream()
                        .filter(line -> line.contains("hi")))
                .hasSize(1);
    }

    @Test
    void pasteIsOneMessage() throws Exception {
        open(80, 24);
        screen.type(String.format(PASTE, "one\ntwo\nthree"));
        screen.untilShown("three");
        screen.type("\r");
        assertThat(nextSent()).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void fastLinesAreOneMessage() throws Exception {
        open(80, 24);
        screen.type("one\rtwo\rthree\r");
        assertThat(nextSent()).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void largeMessageNeedsConfirmation() throws Exception {
        open(80, 24);
        String large = IntStream.rangeClosed(1, 12).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        screen.type(String.format(PASTE, large));
        screen.untilShown("l12");
        screen.type("\r");
        screen.untilShown("send 12 lines as one message? [y]es [e]dit [n]o");
        screen.type("n\r");
        screen.untilLast("bob›");
        screen.type(String.format(PASTE, large));
        screen.untilShown("l12");
        screen.type("\r");
        screen.untilShown("send 12 lines as one message?");
        screen.type("y");
        assertThat(nextSent()).isEqualTo(large);
    }

    @Test
    void unmarkedPasteIsOneHistoryEntry() throws Exception {
        open(80, 24);
        String large = IntStream.rangeClosed(1, 12).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        screen.type(large.replace('\n', '\r') + "\r");
        screen.untilShown("send 12 lines as one message?");
        screen.type("n");
        screen.untilLast("bob›");
        screen.type("\u001bOA");
        screen.untilLast("  l12");
        screen.type("\r");
        screen.untilShown("send 12 lines as one message?");
        screen.type("y");
        assertThat(nextSent()).isEqualTo(large);
        screen.type("a\rb\rc\r");
        assertThat(nextSent()).isEqualTo("a\nb\nc");
        screen.type("\u001bOA and d\r");
        assertThat(nextSent()).isEqualTo("a\nb\nc and d");
    }

    @Test
    void onlyAnswerKeysAnswer() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("/delete ^\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("e x\r\u001bOA\r"); // not answers; neither are Enter and Up
        session.handleEvent(OPS, said(ALICE, 2, "still there?"));
        screen.untilShown("still there?");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("\u0015n");
        screen.untilLast("bob› /delete ^");
        screen.type("\u0015/delete @bob\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("yes\r");
        assertThat(nextSent()).as("a deletion has no text").isEmpty();
        screen.type("on\r");
        assertThat(nextSent()).as("the rest of the word is not sent").isEqualTo("on");
    }

    @Test
    void draftIsRestoredAfterQuestion() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        answers = new CompletableFuture<>();
        screen.type("/delete " + id(7) + "\r");
        asked.get(15, TimeUnit.SECONDS);
        screen.type("yes, and");
        screen.untilLast("bob› yes, and");
        answers.complete(new NodeAnswer.Message(said(BOB, 7, "long ago"), new VectorClock(new TreeMap<>(), true)));
        screen.untilLast("permanently delete \"long ago\" for everyone? [y]es [n]o");
        screen.type("y");
        assertThat(nextSent()).isEmpty();
        screen.untilLast("bob› yes, and");
    }

    @Test
    void altEnterInsertsNewLine() throws Exception {
        open(80, 24);
        screen.type("one\u001b\rtwo\r");
        assertThat(nextSent()).isEqualTo("one\ntwo");
    }

    @Test
    void addedKeysWorkInViMode() throws Exception {
        keys = EditingMode.VI;
        open(80, 24);
        screen.type("one two");
        screen.untilLast("bob› one two");
        screen.type("\u001bbcwthree"); // changes the last word
        screen.untilLast("bob› one three");
        screen.type("\u001bm");
        assertThat(asked.get(15, TimeUnit.SECONDS)).isInstanceOf(NodeQuery.Members.class);
        screen.untilLast("bob› one three");
        screen.type("\u001b\rfour\r");
        assertThat(nextSent()).isEqualTo("one three\nfour");
        screen.type(String.format(PASTE, "a\nb"));
        screen.untilShown("  b");
        screen.type("\r");
        assertThat(nextSent()).isEqualTo("a\nb");
        screen.type("/memb\t");
        screen.untilLast("bob› /members");
        screen.type("\u001b[Z with\u001b[Z"); // no menu
        screen.untilLast("bob› /members  with");
        screen.type("\u0015\u001b"); // in command mode
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("i/delete ^\u001b0\r"); // entered in command mode; the next line starts in insert mode
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("n");
        screen.untilLast("bob›");
        screen.type("\u0004");
        assertThat(exit.get(15, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void tabReplacesEmojiNames() throws Exception {
        open(80, 24);
        screen.type("well :tad\t");
        screen.untilLast("bob› well 🎉");
        screen.type(":rocke\t");
        screen.untilLast("bob› well 🎉 🚀");
        screen.type("@a\t:+1:\tdone, :nothing\t\r");
        assertThat(nextSent()).isEqualTo("well 🎉 🚀 @alice 👍 done, :nothing");
    }

    @Test
    void spaceAfterCompletionIsNotSent() throws Exception {
        open(80, 24);
        screen.type(":tad\tat last");
        screen.untilLast("bob› 🎉 at last");
        screen.type("\r");
        assertThat(nextSent()).isEqualTo("🎉 at last");
        screen.type("hi @al\t\r");
        assertThat(nextSent()).isEqualTo("hi @alice");
        screen.type("\u001bOA");
        screen.untilLast("bob› hi @alice");
        screen.type("!\r");
        assertThat(nextSent()).isEqualTo("hi @alice!");
    }

    @Test
    void shiftTabGoesBackInMenu() throws Exception {
        open(80, 24);
        screen.type("/e\t");
        screen.untilShown("/edit     /export");
        screen.type("\t");
        screen.until(lines -> lines.contains("bob› /edit"));
        screen.type("\t");
        screen.until(lines -> lines.contains("bob› /export"));
        screen.type("\u001b[Z");
        screen.until(lines -> lines.contains("bob› /edit"));
        screen.type("\u001b\t"); // as some terminals send it; wraps to the last
        screen.until(lines -> lines.contains("bob› /export"));
        screen.type("\r\u0015");
        screen.type("nothing\u001b[Z to go back to\r");
        assertThat(nextSent()).isEqualTo("nothing to go back to");
    }

    @Test
    void questionIsAnsweredInBothViModes() throws Exception {
        keys = EditingMode.VI;
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("/delete ^\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("\u001b");
        screen.type("n"); // a vi command without a question
        screen.untilLast("bob›");
        answers = new CompletableFuture<>();
        screen.type("/delete " + id(7) + "\r");
        asked.get(15, TimeUnit.SECONDS);
        screen.type("and so on\u001b"); // in command mode when the question comes
        screen.untilLast("bob› and so on");
        answers.complete(new NodeAnswer.Message(said(BOB, 7, "long ago"), new VectorClock(new TreeMap<>(), true)));
        screen.untilLast("permanently delete \"long ago\" for everyone? [y]es [n]o");
        screen.type("y"); // the vi copy command without a question
        assertThat(nextSent()).isEmpty();
        screen.untilLast("bob› and so on");
        screen.type(" forth\r");
        assertThat(nextSent()).isEqualTo("and so on forth");
    }

    @Test
    void refusedTextIsRestored() throws Exception {
        open(80, 24);
        screen.type("refuse me\r");
        assertThat(nextSent()).isEqualTo("refuse me");
        screen.untilShown("p2p-chat: the disk is full");
        screen.untilLast("bob› refuse me");
        screen.type("\u0015/edit ^7 better words\r");
        screen.untilShown("^7");
        screen.untilLast("bob› /edit ^7 better words");
    }

    @Test
    void mistypedCommandIsNotRestored() throws Exception {
        open(80, 24);
        screen.type("/nonsense\r");
        screen.untilShown("unknown command '/nonsense'");
        screen.untilLast("bob›");
        screen.type("/members\r");
        assertThat(asked.get(15, TimeUnit.SECONDS)).isInstanceOf(NodeQuery.Members.class);
        screen.untilLast("bob›");
        screen.type("\u001bOA\u001bOA");
        screen.untilLast("bob› /nonsense");
    }

    @Test
    void longPasteLeavesRoomForMessages() throws Exception {
        open(80, 24);
        String large = IntStream.rangeClosed(1, 60).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        session.handleEvent(OPS, said(ALICE, 1, "still here"));
        screen.untilShown("still here");
        screen.type(String.format(PASTE, large));
        screen.untilLast("  l60");
        assertThat(screen.lines())
                .contains("bob› … 52 more lines", "  l53", "14:02 alice  still here")
                .doesNotContain("  l52");
        screen.type("!\r");
        screen.untilShown("send 60 lines as one message?");
        screen.type("y");
        assertThat(nextSent()).isEqualTo(large + "!");
    }

    @Test
    void eachNetworkHasItsOwnHistory(@TempDir Path folder) throws Exception {
        NetworkName lunch = new NetworkName("lunch");
        histories = network -> InputHistory.file(folder.resolve("p2p-chat"), network);
        open(80, 24);
        screen.type("ops secret\r");
        assertThat(nextSent()).isEqualTo("ops secret");
        session.handleEvent(OPS, said(BOB, 1, "ops secret"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  ops secret  ✓");
        screen.type("/join lunch\r");
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(OPS);
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(lunch);
        session.handleEvent(lunch, entered());
        screen.untilShown(" lunch · leader");
        screen.type("\u001bOA");
        screen.type("soup\r");
        assertThat(nextSent()).as("no history yet").isEqualTo("soup");
        NetworkEvent.Amended gone = deleted(BOB, 4, message(BOB, 1, "ops secret"));
        session.handleEvent(OPS, gone);
        session.handleEvent(OPS, delivered(4));
        screen.type("/join ops\r");
        screen.untilShown(" ops · leader");
        screen.type("\u001bOA");
        screen.untilLast("bob› /join lunch");
        assertThat(Files.readString(histories.apply(OPS).orElseThrow()))
                .contains("/join lunch")
                .doesNotContain("secret", "soup");
        assertThat(Files.readString(histories.apply(lunch).orElseThrow())).contains("soup", "/join ops");
    }

    @Test
    void ctrlLRedrawsInputAndKeepsScrollback() throws Exception {
        open(80, 8);
        session.handleEvent(OPS, said(ALICE, 1, "still here"));
        screen.untilShown("still here");
        screen.type("draft\u000c!");
        screen.untilLast("bob› draft!");
        List<String> lines = screen.lines();
        assertThat(lines).filteredOn(line -> line.contains("still here")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("● connected")).hasSize(1);
    }

    @Test
    void tabCompletesFilesAndAuthors(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        Files.createFile(folder.resolve("logs").resolve("lunch.txt"));
        open(200, 24);
        screen.type("/export " + folder + "/lo\tlu\t");
        screen.untilLast("bob› /export " + folder + "/logs/lunch.txt");
        screen.type("\u0015/search from:al\t");
        screen.untilLast("bob› /search from:alice");
    }

    @Test
    void tabCompletesReferencesWithText() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(ALICE, 1, "red"));
        session.handleEvent(OPS, said(ALICE, 2, "green\nand so on"));
        screen.untilShown("and so on");
        screen.type("/info ^\t");
        screen.untilShown("(alice: green and so on)");
        screen.untilShown("(alice: red)");
        screen.type("\u0015/info ^2\t");
        screen.untilLast("bob› /info ^2");
        NetworkEvent.Said blue = replayed(CAROL, 1, "blue");
        answers = CompletableFuture.completedFuture(new NodeAnswer.Listing(List.of(blue), List.of(), false));
        screen.type("\u0015/history\r");
        screen.untilShown("#1");
        screen.type("/info #\tx");
        screen.untilLast("bob› /info #1 x");
        screen.type("\u0015/why ^\t");
        screen.untilShown("(alice: green and so on)");
        screen.type("\u0015/nick ^\tx");
        screen.untilLast("bob› /nick ^x");
        screen.type("\u0015say #\tx");
        screen.untilLast("bob› say #x");
    }

    @Test
    void tabCompletesNetworks() throws Exception {
        open(80, 24);
        screen.type("/join lu");
        screen.untilLast("bob› /join lu");
        screen.until(lines -> {
            screen.type("\t"); // names are fetched while the user can type already
            return lines.contains("bob› /join lunch");
        });
    }

    @Test
    void statusShowsUnreadOfOtherNetworks() throws Exception {
        open(80, 24);
        NetworkName lunch = new NetworkName("lunch");
        screen.type("/join lunch\r");
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(OPS);
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(lunch);
        session.handleEvent(lunch, entered());
        screen.untilShown("now in lunch");
        session.handleEvent(OPS, said(ALICE, 1, "red"));
        session.handleEvent(OPS, said(ALICE, 2, "still"));
        screen.untilShown("2 new elsewhere");
        screen.type("/join ops\r");
        screen.until(lines -> lines.stream().noneMatch(line -> line.contains("elsewhere")));
    }

    private static NetworkInfo network(String name) {
        NetworkId id = NetworkId.random();
        return new NetworkInfo(id, new NetworkName(name), 1, Optional.empty(), Duration.ZERO, 1);
    }

    @Test
    void tabCompletesCommandsAndNames() throws Exception {
        open(80, 24);
        screen.type("/mem\t");
        screen.untilLast("bob› /members");
        screen.type("\u0015al\t");
        screen.untilLast("bob› alice:");
        screen.type("ask @ca\t!\r");
        assertThat(nextSent()).startsWith("alice: ask @carol");
    }

    @Test
    void ctrlCMovesInputToHistory() throws Exception {
        open(80, 24);
        screen.type("half a thought");
        screen.untilLast("bob› half a thought");
        screen.type("\u0003");
        screen.untilLast("bob›");
        screen.type("\u001bOA");
        screen.untilLast("bob› half a thought");
    }

    @Test
    void secondCtrlCLeaves() throws Exception {
        open(80, 24);
        screen.type("\u0003");
        screen.untilShown("Ctrl-C again or Ctrl-D to leave");
        screen.untilLast("bob›");
        screen.type("\u0003");
        assertThat(exit.get()).isZero();
        assertThat(screen.lines()).last().isEqualTo("← left ops");
    }

    @Test
    void ctrlDLeavesWithoutPrompt() throws Exception {
        open(80, 24);
        screen.type("\u0004");
        assertThat(exit.get()).isZero();
        assertThat(screen.lines())
                .endsWith("leaving ops…", "← left ops")
                .noneMatch(line -> line.startsWith("bob›") || line.contains("connected"));
    }

    @Test
    void terminalWithoutSizeGetsDefault() throws Exception {
        open(0, 0);
        assertThat(screen.terminal().getWidth()).isEqualTo(80);
        assertThat(screen.terminal().getHeight()).isEqualTo(24);
    }

    @Test
    void historyIsStoredPrivately(@TempDir Path folder) throws Exception {
        history = InputHistory.file(folder.resolve("p2p-chat"), OPS);
        open(80, 24);
        screen.type("remember me\r");
        assertThat(nextSent()).isEqualTo("remember me");
        screen.type("\u0004");
        exit.get();
        open(80, 24);
        screen.type("\u001bOA");
        screen.untilLast("bob› remember me");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history.orElseThrow())))
                .isEqualTo("rw-------");
    }

    @Test
    void editPrefillsInputAndDeletionAsks(@TempDir Path folder) throws Exception {
        history = InputHistory.file(folder.resolve("p2p-chat"), OPS);
        open(80, 24);
        screen.type("something else\r");
        nextSent();
        screen.type("my secret\r");
        nextSent();
        session.handleEvent(OPS, said(BOB, 2, "my secret"));
        session.handleEvent(OPS, delivered(2));
        screen.untilShown("you  my secret  ✓");
        screen.type("/edit\r");
        screen.untilLast("bob› /edit 00000002 my secret");
        screen.type("s\r");
        assertThat(nextSent()).isEqualTo("my secrets");

        screen.type("/delete @bob\r");
        screen.untilLast("permanently delete \"my secret\" for everyone? [y]es [n]o");
        screen.type("n\r");
        screen.untilLast("bob›");
        screen.type("/delete @bob\r");
        screen.untilLast("permanently delete \"my secret\" for everyone? [y]es [n]o");
        screen.type("y\r");
        assertThat(nextSent()).as("a deletion has no text").isEmpty();

        NetworkEvent.Amended gone = deleted(BOB, 4, message(BOB, 2, "my secret"));
        List<ChatMessage> about = List.of(message(BOB, 2, "my secret"), message(BOB, 3, "my secrets"));
        session.handleEvent(
                OPS, new NetworkEvent.Amended(gone.message(), about, gone.author(), true, true, TIME, OrderMark.PLAIN));
        session.handleEvent(OPS, delivered(4));
        screen.untilShown("you  (deleted the message from 14:02)  ✓");
        screen.type("\u001bOA");
        screen.untilLast("bob› /delete @bob");
        assertThat(Files.readString(history.orElseThrow()))
                .contains("something else", "/delete")
                .doesNotContain("secret");
        screen.type("\u0003");
        screen.untilLast("bob›");
        screen.type("\u0004");
        exit.get();
        assertThat(Files.readString(history.orElseThrow())).doesNotContain("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history.orElseThrow())))
                .isEqualTo("rw-------");
    }

    @Test
    void unwritableStateDirectoryIsIgnored() throws IOException {
        Path file = Files.createTempFile("no", "folder");
        assertThat(InputHistory.file(file.resolve("p2p-chat"), OPS)).isEmpty();
        Files.delete(file);
    }
}
