package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EditWindowTest {

    private static final String SIXTY =
            IntStream.rangeClosed(1, 60).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));

    private static String marked(String draft, int cursor, int columns) {
        EditWindow window = EditWindow.of(draft, cursor, columns, 8, false);
        int at = window.text().offsetByCodePoints(0, window.cursor());
        return window.text().substring(0, at) + "|" + window.text().substring(at);
    }

    @Test
    void showsShortDraftWhole() {
        assertThat(marked("a\nb", 1, 80)).isEqualTo("a|\nb");
        assertThat(marked("", 0, 80)).isEqualTo("|");
        String eight = "1\n2\n3\n4\n5\n6\n7\n8";
        assertThat(marked(eight, 15, 80)).isEqualTo(eight + "|");
    }

    @Test
    void showsEightRowsAroundCursor() {
        assertThat(marked(SIXTY, SIXTY.length(), 80))
                .isEqualTo("… 52 more lines\nl53\nl54\nl55\nl56\nl57\nl58\nl59\nl60|");
        assertThat(marked(SIXTY, 0, 80)).isEqualTo("|l1\nl2\nl3\nl4\nl5\nl6\nl7\nl8\n… 52 more lines");
        assertThat(marked(SIXTY, SIXTY.indexOf("l30") + 3, 80))
                .isEqualTo("l26\nl27\nl28\nl29\nl30|\nl31\nl32\nl33\n… 52 more lines");
    }

    @Test
    void wrappedLineTakesSeveralRows() {
        String draft = "😀好".repeat(50); // two columns each
        assertThat(marked(draft, 100, 8))
                .isEqualTo("… 17 more lines\n" + "😀好😀好\n".repeat(7) + "😀好😀好|")
                .doesNotContain("\n\n");
    }
}
