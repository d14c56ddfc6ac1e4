package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;

/** Escape sequences before they reach the line reader (public 9). */
class KeyInputTest {

    /** Answers of terminals, some of which end in two ways. */
    static final List<String> LATE_ANSWERS = List.of(
            "\u001b[<0;10;5M\u001b[<0;10;5m", // an SGR mouse
            "\u001b[M !!", // an X10 mouse
            "\u001b]11;rgb:1e1e/1e1e/2e2e\u001b\\",
            "\u001b]11;rgb:1e1e/1e1e/2e2e\u0007",
            "\u001b[?62;22;52c", // device attributes
            "\u001b[>41;354;0c",
            "\u001b[24;80R", // the cursor
            "\u001b[?24;80;1R",
            "\u001b[27;5;13~", // modifyOtherKeys
            "\u001bP>|XTerm(354)\u001b\\",
            "\u001bP1$r0m\u001b\\",
            "\u001b_Gi=31;OK\u001b\\",
            "\u001b^private\u001b\\",
            "\u001bXstart\u001b\\",
            "\u001b[?2026;2$y", // a mode
            "\u001b[I\u001b[O", // the focus
            "\u001b[120;6u",
            "\u001b[[A", // F1 of the Linux console
            "\u001bOP",
            "\u001bNx",
            "\u001b[200;" + "1".repeat(100) + "z",
            "\u001b]52;c;" + "QUJD".repeat(100) + "\u001b\\");

    private static final Set<String> EMACS = Set.of("\u001b[A", "\u001bOA", "\u001bO", "\u001bP", "\u001b\u001b[C");
    private static final Set<String> VI = Set.of("\u001b", "\u001b[A", "\u001bOA");

    /** Characters and pauses, with a manual clock. */
    private static final class Script extends NonBlockingReader {
        private final String text;
        private int at;
        private int pauseAt = -1;
        private long pause;
        private long now;

        Script(String text) {
            this.text = text;
        }

        @Override
        protected int read(long timeout, boolean isPeek) {
            long left = at == pauseAt ? pause : 0;
            if (timeout > 0 && left > timeout) {
                now += timeout;
                pause -= timeout;
                return READ_EXPIRED;
            }
            now += left;
            pause -= left;
            return at == text.length() ? EOF : text.charAt(at++);
        }

        @Override
        public int readBuffered(char[] buffer, int from, int length, long timeout) {
            int c = read(timeout, false);
            buffer[from] = (char) c;
            return c < 0 ? c : 1;
        }
    }

    private static String keys(String text, Set<String> bound, int pauseAt, long pause) throws IOException {
        Script script = new Script(text);
        script.pauseAt = pauseAt;
        script.pause = pause;
        KeyInput input = new KeyInput(script, () -> script.now);
        input.bind(bound::contains);
        StringBuilder keys = new StringBuilder();
        for (int c = input.read(100); c != NonBlockingReader.EOF; c = input.read(100)) {
            if (c != NonBlockingReader.READ_EXPIRED) {
                keys.append((char) c);
            }
        }
        return keys.toString();
    }

    private static String keys(String text, Set<String> bound) throws IOException {
        return keys(text, bound, -1, 0);
    }

    @Test
    void lateAnswersAreDroppedWholeOrSplit() throws IOException {
        for (String answer : LATE_ANSWERS) {
            for (Set<String> bound : Arrays.asList(EMACS, VI)) {
                for (int split = -1; split <= Math.min(answer.length(), 40); split++) {
                    assertThat(keys("o" + answer + "k", bound, 1 + split, 90))
                            .as("%s split at %s", answer, split)
                            .isEqualTo("ok");
                }
            }
        }
    }

    @Test
    void unfinishedSequenceEndsAtControlCharacterOrPause() throws IOException {
        for (String start : List.of("\u001b]11;", "\u001bP>", "\u001b[<0;1", "\u001b]0;\u001b")) {
            assertThat(keys(start + "\rok", EMACS)).isEqualTo("\rok");
            assertThat(keys(start + "\u0003", VI)).isEqualTo("\u0003");
        }
        assertThat(keys("\u001b]11;ok", EMACS, 5, 2_100)).isEqualTo("ok");
        assertThat(keys("\u001b]11;\u001b[24;80Rok", EMACS))
                .as("another sequence")
                .isEqualTo("ok");
    }

    @Test
    void keysArePassedOn() throws IOException {
        for (String key :
                List.of("\u001bb", "\u001b\r", "\u001b\u007f", "\u001b[A", "\u001bOA", "\u001b\u001b[C", "\r", "é😀")) {
            assertThat(keys("o" + key + "k", EMACS)).isEqualTo("o" + key + "k");
        }
        assertThat(keys("\u001b\u001b[A", EMACS)).as("Alt with a bound key").isEqualTo("\u001b[A");
        assertThat(keys("\u001bPok", EMACS, 2, 600)).as("Alt-Shift-P").isEqualTo("\u001bPok");
    }

    @Test
    void escapeIsKeyOfItsOwnInViMode() throws IOException {
        assertThat(keys("\u001bbcw", VI)).isEqualTo("\u001bbcw");
        assertThat(keys("\u001b[A", VI, 1, 300)).as("after a pause").isEqualTo("\u001b[A");
        assertThat(keys("\u001b\u001b[A\u001b", VI)).isEqualTo("\u001b\u001b[A");
        assertThat(keys("\u001bPj", VI, 2, 110)).as("put, down").isEqualTo("\u001bPj");
    }

    /** A paste where nothing takes it must not run as keys. */
    @Test
    void unboundPasteIsDropped() throws IOException {
        assertThat(keys("o\u001b[200~dd/quit\r\u001b[201~k", VI)).isEqualTo("ok");
    }

    @Test
    void pasteIsReadAsItIs() throws IOException {
        Script script = new Script("\u001b[31m/quit\r\u001b[201~\u001b[24;80Rok");
        KeyInput input = new KeyInput(script, () -> script.now);
        assertThat(input.readPaste()).isEqualTo("\u001b[31m/quit\r");
        assertThat(input.read()).isEqualTo('o');
    }
}
