package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.InputLine;

class LineInputTest {

    private final BlockingQueue<InputLine> lines = new LinkedBlockingQueue<>();

    @Test
    void reportsNumberedLinesAndEnd() throws Exception {
        assertThat(all("a\r\nß€😀\n\nlast", 100))
                .containsExactly(
                        new InputLine.Text(1, "a"),
                        new InputLine.Text(2, "ß€😀"),
                        new InputLine.Text(3, ""),
                        new InputLine.Text(4, "last"),
                        new InputLine.End());
    }

    @Test
    void discardsTooLongLine() throws Exception {
        assertThat(all("12345\n123456\n12345\r\n" + "x".repeat(100_000) + "\nok\n", 5))
                .containsExactly(
                        new InputLine.Text(1, "12345"),
                        new InputLine.TooLong(2),
                        new InputLine.Text(3, "12345"),
                        new InputLine.TooLong(4),
                        new InputLine.Text(5, "ok"),
                        new InputLine.End());
    }

    @Test
    void replacesInvalidUtf8() throws Exception {
        LineInput.start(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFF, '\n'}), 10, 9, lines::add);
        assertThat(next()).isEqualTo(new InputLine.Text(1, "a\uFFFD"));
    }

    @Test
    void readsNoFurtherThanCredit() throws Exception {
        LineInput input = LineInput.start(stream("1\n2\n3\n4\n"), 10, 2, lines::add);
        assertThat(List.of(next(), next())).containsExactly(new InputLine.Text(1, "1"), new InputLine.Text(2, "2"));
        assertThat(lines.poll(50, TimeUnit.MILLISECONDS)).isNull();
        input.readMore(1);
        assertThat(next()).isEqualTo(new InputLine.Text(3, "3"));
        assertThat(lines.poll(50, TimeUnit.MILLISECONDS)).isNull();
        input.readMore(9);
        assertThat(List.of(next(), next())).containsExactly(new InputLine.Text(4, "4"), new InputLine.End());
    }

    @Test
    void failedStreamEnds() throws Exception {
        LineInput.start(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }
                },
                10,
                9,
                lines::add);
        assertThat(next()).isEqualTo(new InputLine.End());
    }

    private List<InputLine> all(String text, int limit) throws InterruptedException {
        LineInput.start(stream(text), limit, 1_000, lines::add);
        List<InputLine> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!(all.get(all.size() - 1) instanceof InputLine.End));
        return all;
    }

    private InputLine next() throws InterruptedException {
        InputLine line = lines.poll(10, TimeUnit.SECONDS);
        assertThat(line).as("a line within ten seconds").isNotNull();
        return line;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
