package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.said;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.input.NodeQuery;

/** Pasted text on a virtual screen. */
@Timeout(60)
class InlinePasteTest extends InlineTerminalFixture {

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

    /** A paste is text, whatever it begins with (public 21). */
    @Test
    void pastedSlashIsText() throws Exception {
        open(80, 24);
        for (String text : List.of("/quit", "/home/x: no such file", "// a comment", "/members\n/quit")) {
            screen.type(String.format(PASTE, text) + "\r");
            assertThat(nextSent()).isEqualTo(text);
        }
        screen.type("\u001bOA\r");
        assertThat(nextSent()).as("from the history").isEqualTo("/members\n/quit");
        screen.type(" or");
        screen.untilLast("bob›  or");
        screen.type("\u0001" + String.format(PASTE, "/quit") + "\r");
        assertThat(nextSent()).as("before a typed text").isEqualTo("/quit or");
        assertThat(exit).isNotDone();
    }

    /** A terminal may not mark a paste. A command in it is not run, and not sent unasked (newcomer 2). */
    @Test
    void unmarkedPasteWithCommandAsks() throws Exception {
        open(80, 24);
        screen.type("/quit\ru1\ru2\r");
        screen.untilShown("send 3 lines as one message? [y]es [e]dit [n]o");
        screen.type("y");
        assertThat(nextSent()).isEqualTo("/quit\nu1\nu2");
        assertThat(exit).isNotDone();
    }

    /** newcomer 9. */
    @Test
    void pasteAfterQuestionBecomesDraft() throws Exception {
        open(80, 24);
        screen.type("in the history\r");
        assertThat(nextSent()).isEqualTo("in the history");
        String large = IntStream.rangeClosed(1, 12).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        screen.type(String.format(PASTE, large) + "\r");
        screen.untilShown("send 12 lines as one message?");
        screen.type(String.format(PASTE, "/more") + "\u001bOA");
        screen.untilLast("send 12 lines as one message? [y]es [e]dit [n]o");
        screen.type("n");
        screen.untilLast("bob› //more");
        screen.type("\r");
        assertThat(nextSent()).isEqualTo("/more");
    }

    /** newcomer 9. */
    @Test
    void ctrlUClearsWholeDraft() throws Exception {
        open(80, 24);
        screen.type(String.format(PASTE, "one\ntwo"));
        screen.untilLast("  two");
        screen.type("\u0004");
        screen.untilShown("Ctrl-D leaves only from an empty line");
        screen.type("\u0015");
        screen.untilLast("bob›");
        screen.type("\u0019");
        screen.untilLast("  two");
        screen.type("\u0015\u0004");
        assertThat(exit.get(15, TimeUnit.SECONDS)).isZero();
    }

    /** Keys pressed while the program starts (newcomer 2). */
    @Test
    void linesTypedAheadKeepTheirEnds() throws Exception {
        typedAhead = "hi all\nhow are you\n/members\nand this\nhalf";
        open(80, 24);
        assertThat(List.of(nextSent(), nextSent(), nextSent())).containsExactly("hi all", "how are you", "and this");
        assertThat(asked.get(15, TimeUnit.SECONDS)).isInstanceOf(NodeQuery.Members.class);
        screen.untilLast("bob› half");
        screen.type(" a line\r");
        assertThat(nextSent()).isEqualTo("half a line");
        screen.type("a\nb\nc\n");
        assertThat(nextSent()).as("later, lines this fast are a paste").isEqualTo("a\nb\nc");
    }
}
