package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.console.terminal.PasteDetector.Deed;

class PasteDetectorTest {

    private static final String LARGE =
            IntStream.rangeClosed(1, 34).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    @Test
    void aLineGoesOnceItIsKnownToBeAlone() {
        PasteDetector.Taken first = PasteDetector.NOTHING.entered("hi", 1_000, false);
        assertThat(first.deeds()).containsExactly(new Deed.Wait(Duration.ofMillis(30)));
        assertThat(first.next().quiet(1_010).deeds()).containsExactly(new Deed.Wait(Duration.ofMillis(20)));
        assertThat(first.next().quiet(1_030).deeds()).containsExactly(new Deed.Remember("hi"), new Deed.Submit("hi"));
    }

    @Test
    void whatIsBlankAtTheEndIsNoPartOfIt() {
        PasteDetector one =
                PasteDetector.NOTHING.entered("  hi \n there \t\n ", 0, false).next();
        assertThat(one.quiet(30).deeds())
                .as("and so what was remembered is found again when it is deleted")
                .containsExactly(new Deed.Remember("  hi \n there"), new Deed.Submit("  hi \n there"));
        PasteDetector many =
                PasteDetector.NOTHING.entered(LARGE + "\n", 0, false).next();
        assertThat(many.quiet(30).deeds()).containsExactly(new Deed.Remember(LARGE));
    }

    @Test
    void twoQuickLinesAreTwoMessagesAndThreeAreOne() {
        PasteDetector two = PasteDetector.NOTHING
                .entered("a", 0, false)
                .next()
                .entered("b", 20, false)
                .next();
        assertThat(two.quiet(50).deeds())
                .containsExactly(
                        new Deed.Remember("a"), new Deed.Submit("a"), new Deed.Remember("b"), new Deed.Submit("b"));
        PasteDetector three = two.entered("c", 40, false).next();
        assertThat(three.quiet(70).deeds()).containsExactly(new Deed.Remember("a\nb\nc"), new Deed.Submit("a\nb\nc"));
        assertThat(three.quiet(70).next()).isEqualTo(PasteDetector.NOTHING);
    }

    @Test
    void whatIsOnItsWayAlreadyIsWaitedForLonger() {
        PasteDetector waiting = PasteDetector.NOTHING.entered("a", 0, true).next();
        assertThat(waiting.quiet(30).deeds()).containsExactly(new Deed.Wait(Duration.ofMillis(170)));
    }

    @Test
    void aLargeMessageWaitsForAnAnswer() {
        PasteDetector.Taken taken =
                PasteDetector.NOTHING.entered(LARGE, 0, false).next().quiet(30);
        assertThat(taken.deeds()).as("whatever the answer, it is not lost").containsExactly(new Deed.Remember(LARGE));
        PasteDetector asked = taken.next();
        assertThat(asked.question()).contains("send 34 lines as one message? [y]es [e]dit [n]o ");
        assertThat(asked.answers()).isEqualTo("yen");
        assertThat(asked.entered("Y", 50, false).deeds()).containsExactly(new Deed.Submit(LARGE));
        assertThat(asked.entered("e", 50, false).deeds()).containsExactly(new Deed.GiveBack(LARGE));
        PasteDetector.Taken no = asked.entered("n", 50, false);
        assertThat(no.deeds()).isEmpty();
        assertThat(no.next().asked()).isEmpty();
    }

    @Test
    void whatIsNoAnswerIsNotLost() {
        PasteDetector asked = PasteDetector.NOTHING.asking("sure?", "/delete ^ yes");
        assertThat(asked.answers()).isEqualTo("yn");
        for (String text : List.of("what?", "e", "yes")) {
            PasteDetector.Taken taken = asked.entered(text, 50, false);
            assertThat(taken.deeds()).containsExactly(new Deed.GiveBack(text));
            assertThat(taken.next()).isEqualTo(asked);
        }
    }

    @Test
    void whoeverTypesTheWholeWordForAnAnswerSaysNothing() {
        PasteDetector answered = PasteDetector.NOTHING
                .asking("sure?", "/delete ^ yes")
                .entered("y", 100, false)
                .next();
        for (String text : List.of("es", "ES ", "")) {
            assertThat(answered.entered(text, 900, false))
                    .isEqualTo(new PasteDetector.Taken(PasteDetector.NOTHING, List.of()));
        }
        assertThat(answered.entered("es", 2_100, false).next().lines())
                .as("a word of its own, later")
                .containsExactly("es");
        assertThat(answered.entered("essay", 900, false).next().lines()).containsExactly("essay");
        assertThat(answered.entered("o", 900, false).next().lines()).containsExactly("o");
    }

    @Test
    void manyCharactersAreLargeToo() {
        PasteDetector asked = PasteDetector.NOTHING
                .entered("x".repeat(4_001), 0, false)
                .next()
                .quiet(30)
                .next();
        assertThat(asked.question()).contains("send 4001 characters as one message? [y]es [e]dit [n]o ");
    }

    @Test
    void aBurstThatNeverEndsIsCutWhereAMessageWouldBeTooLong() {
        PasteDetector entry = PasteDetector.NOTHING;
        int lines = 0;
        while (entry.asked().isEmpty()) {
            entry = entry.entered("x".repeat(1_000), lines, true).next();
            lines++;
            assertThat(lines).isLessThan(100);
        }
        assertThat(lines).isEqualTo(66);
    }
}
