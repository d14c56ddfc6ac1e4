package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.console.terminal.PasteDetector.Action;

class PasteDetectorTest {

    private static final String LARGE =
            IntStream.rangeClosed(1, 34).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    @Test
    void submitsSingleLineAfterPause() {
        PasteDetector.Step first = PasteDetector.EMPTY.lineEntered("hi", 1_000);
        assertThat(first.actions()).isEmpty();
        assertThat(first.next().paused().actions()).containsExactly(new Action.Remember("hi"), new Action.Submit("hi"));
    }

    @Test
    void stripsTrailingBlanks() {
        PasteDetector one =
                PasteDetector.EMPTY.lineEntered("  hi \n there \t\n ", 0).next();
        assertThat(one.paused().actions())
                .as("the history has exactly the sent text")
                .containsExactly(new Action.Remember("  hi \n there"), new Action.Submit("  hi \n there"));
        PasteDetector many = PasteDetector.EMPTY.lineEntered(LARGE + "\n", 0).next();
        assertThat(many.paused().actions()).containsExactly(new Action.Remember(LARGE));
    }

    @Test
    void threeFastLinesAreOneMessage() {
        PasteDetector two = PasteDetector.EMPTY
                .lineEntered("a", 0)
                .next()
                .lineEntered("b", 20)
                .next();
        assertThat(two.paused().actions())
                .containsExactly(
                        new Action.Remember("a"),
                        new Action.Submit("a"),
                        new Action.Remember("b"),
                        new Action.Submit("b"));
        PasteDetector three = two.lineEntered("c", 40).next();
        assertThat(three.paused().actions())
                .containsExactly(new Action.Remember("a\nb\nc"), new Action.Submit("a\nb\nc"));
        assertThat(three.paused().next()).isEqualTo(PasteDetector.EMPTY);
    }

    @Test
    void largeMessageAwaitsAnswer() {
        PasteDetector.Step taken =
                PasteDetector.EMPTY.lineEntered(LARGE, 0).next().paused();
        assertThat(taken.actions()).as("the history has it").containsExactly(new Action.Remember(LARGE));
        PasteDetector asked = taken.next();
        assertThat(asked.question()).contains("send 34 lines as one message? [y]es [e]dit [n]o ");
        assertThat(asked.answerKeys()).isEqualTo("yen");
        assertThat(asked.lineEntered("Y", 50).actions()).containsExactly(new Action.Submit(LARGE));
        assertThat(asked.lineEntered("e", 50).actions()).containsExactly(new Action.RestoreInput(LARGE));
        PasteDetector.Step no = asked.lineEntered("n", 50);
        assertThat(no.actions()).isEmpty();
        assertThat(no.next().asked()).isEmpty();
    }

    @Test
    void otherTextIsRestored() {
        PasteDetector asked = PasteDetector.EMPTY.asking("sure?", "/delete ^ yes");
        assertThat(asked.answerKeys()).isEqualTo("yn");
        for (String text : List.of("what?", "e", "yes")) {
            PasteDetector.Step taken = asked.lineEntered(text, 50);
            assertThat(taken.actions()).containsExactly(new Action.RestoreInput(text));
            assertThat(taken.next()).isEqualTo(asked);
        }
    }

    @Test
    void restOfAnswerIsNotSent() {
        PasteDetector answered = PasteDetector.EMPTY
                .asking("sure?", "/delete ^ yes")
                .lineEntered("y", 100)
                .next();
        for (String text : List.of("es", "ES ", "")) {
            assertThat(answered.lineEntered(text, 900))
                    .isEqualTo(new PasteDetector.Step(PasteDetector.EMPTY, List.of()));
        }
        assertThat(answered.lineEntered("es", 2_100).next().lines())
                .as("later it is a message")
                .containsExactly("es");
        assertThat(answered.lineEntered("essay", 900).next().lines()).containsExactly("essay");
        assertThat(answered.lineEntered("o", 900).next().lines()).containsExactly("o");
    }

    @Test
    void manyCharactersAreLarge() {
        PasteDetector asked = PasteDetector.EMPTY
                .lineEntered("x".repeat(4_001), 0)
                .next()
                .paused()
                .next();
        assertThat(asked.question()).contains("send 4001 characters as one message? [y]es [e]dit [n]o ");
    }

    @Test
    void endlessBurstIsCutAtMessageLimit() {
        PasteDetector entry = PasteDetector.EMPTY;
        int lines = 0;
        while (entry.asked().isEmpty()) {
            entry = entry.lineEntered("x".repeat(1_000), lines).next();
            lines++;
            assertThat(lines).isLessThan(100);
        }
        assertThat(lines).isEqualTo(66);
    }

    /** newcomer 2. */
    @Test
    void pasteWithCommandAsks() {
        PasteDetector.Step three = PasteDetector.EMPTY
                .lineEntered("/quit", 0)
                .next()
                .lineEntered("b", 10)
                .next()
                .lineEntered("c", 20)
                .next()
                .paused();
        assertThat(three.next().question()).contains("send 3 lines as one message? [y]es [e]dit [n]o ");
        assertThat(three.next().lineEntered("y", 90).actions()).containsExactly(new Action.Submit("//quit\nb\nc"));
    }

    /** newcomer 2. */
    @Test
    void lineTypedAheadIsSubmittedAtOnce() {
        PasteDetector.Step first = PasteDetector.EMPTY.lineTypedAhead("/quit ", 0);
        assertThat(first)
                .isEqualTo(new PasteDetector.Step(
                        PasteDetector.EMPTY, List.of(new Action.Remember("/quit"), new Action.Submit("/quit"))));
        PasteDetector asked = PasteDetector.EMPTY.asking("sure?", "/delete ^");
        assertThat(asked.lineTypedAhead("y", 0).actions())
                .as("no answer")
                .containsExactly(new Action.RestoreInput("y"));
    }

    @Test
    void questionRemainsWhenEarlierLinesAreSubmitted() {
        PasteDetector asked = PasteDetector.EMPTY.lineEntered("hi", 0).next().asking("sure?", "/delete ^");
        PasteDetector.Step paused = asked.paused();
        assertThat(paused.actions()).containsExactly(new Action.Remember("hi"), new Action.Submit("hi"));
        assertThat(paused.next().question()).contains("sure?");
    }
}
