package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.underWay;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** The console as a user sees it, on a virtual screen. Every wait is for screen content. */
@Timeout(60)
class InlineTerminalTest extends InlineTerminalFixture {

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
    void refusedTextIsRestored() throws Exception {
        open(80, 24);
        screen.type("refuse me\r");
        assertThat(nextSent()).isEqualTo("refuse me");
        screen.untilShown("! the disk is full");
        screen.untilLast("bob› refuse me");
    }

    /** New lines fit the present width (newcomer 8). */
    @Test
    void longLinesWrapAtWords() throws Exception {
        open(40, 24);
        String text = "deploy at three, once the build of the other branch is green";
        session.handleEvent(OPS, said(ALICE, 1, text));
        assertThat(screen.untilShown("is green"))
                .containsSequence(
                        "→ you joined ops as bob (#2) · alice",
                        "  leads · 3 members",
                        "14:02 alice  deploy at three, once the",
                        "             build of the other branch",
                        "             is green");
        screen.terminal().setSize(Size.of(20, 24));
        session.handleEvent(OPS, said(ALICE, 2, "and not before"));
        assertThat(screen.untilShown("before")).containsSequence("      alice  and", "        not before");
    }

    /** What is typed next must not be glued on; Up brings the command back (newcomer 9). */
    @Test
    void refusedCommandLeavesCleanLine() throws Exception {
        open(80, 24);
        screen.type("/edit ^7 better words\r");
        screen.untilShown("! no message matches");
        screen.untilLast("bob›");
        screen.type("\u001bOA");
        screen.untilLast("bob› /edit ^7 better words");
    }

    @Test
    void commandIsEchoedAboveItsAnswer() throws Exception {
        open(80, 24);
        answers = CompletableFuture.completedFuture(new NodeAnswer.Listing(List.of(), List.of(), true));
        screen.type("/search foo\r");
        assertThat(screen.untilShown("nothing found")).containsSubsequence("› /search foo", "nothing found");
        screen.type("a text\r");
        assertThat(nextSent()).isEqualTo("a text");
        assertThat(screen.lines()).doesNotContain("› a text");
    }

    @Test
    void mistypedCommandIsNotRestored() throws Exception {
        open(80, 24);
        screen.type("/nonsense\r");
        screen.untilShown("unknown command /nonsense");
        screen.untilLast("bob›");
        screen.type("/members\r");
        assertThat(asked.get(15, TimeUnit.SECONDS)).isInstanceOf(NodeQuery.Members.class);
        screen.untilLast("bob›");
        screen.type("\u001bOA\u001bOA");
        screen.untilLast("bob› /nonsense");
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

    /** public 9. */
    @Test
    void lateAnswersOfTerminalAreDropped() throws Exception {
        for (EditingMode mode : EditingMode.values()) {
            keys = mode;
            open(80, 24);
            screen.type("o");
            for (String answer : KeyInputTest.LATE_ANSWERS) {
                screen.type(answer);
            }
            screen.untilLast("bob› o");
            screen.type("k\r");
            assertThat(nextSent()).isEqualTo("ok");
            assertThat(exit).isNotDone();
        }
    }
}
