package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.said;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
