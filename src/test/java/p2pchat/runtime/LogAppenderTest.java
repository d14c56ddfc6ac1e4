package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log stays small, whatever is logged how often (reliability F4, public 14). */
class LogAppenderTest {

    private final LoggerContext context = new LoggerContext();

    @TempDir
    Path folder;

    @Test
    void writesEachLine() throws IOException {
        LogAppender log = open();
        log.doAppend(event(0, "one"));
        log.doAppend(event(0, "two"));
        assertThat(Files.readAllLines(file())).containsExactly("one", "two");
    }

    @Test
    void limitsLinesPerSecond() throws IOException {
        LogAppender log = open();
        for (int i = 0; i < 10_000; i++) {
            log.doAppend(event(0, "flood"));
        }
        assertThat(Files.readAllLines(file())).hasSize(LogAppender.BURST);

        log.doAppend(event(1000, "after"));

        List<String> lines = Files.readAllLines(file());
        assertThat(lines.subList(LogAppender.BURST, lines.size()))
                .containsExactly("... 9500 more were not logged", "after");
    }

    @Test
    void limitsSizeUnderLastingFlood() {
        LogAppender log = open();
        String text = "x".repeat(100_000);
        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < 1000; i++) {
                log.doAppend(event(second * 1000L, text));
            }
        }
        assertThat(sizes()).hasSize(LogAppender.FILES).allMatch(size -> size <= LogAppender.MAX_FILE_BYTES);
    }

    @Test
    void processesShareTheFile() {
        LogAppender one = open();
        LogAppender other = open();
        String text = "x".repeat(LogAppender.MAX_EVENT_BYTES);
        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < LogAppender.EVENTS_PER_SECOND; i++) {
                one.doAppend(event(second * 1000L, text));
            }
            other.doAppend(event(second * 1000L, text));
        }
        assertThat(sizes()).hasSize(LogAppender.FILES).allMatch(size -> size <= LogAppender.MAX_FILE_BYTES);
    }

    private List<Long> sizes() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(LogAppenderTest::size).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return folder.resolve("p2p-chat.log");
    }

    private LogAppender open() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        LogAppender appender = new LogAppender();
        appender.setContext(context);
        appender.setFile(file().toString());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static ILoggingEvent event(long millis, String text) {
        LoggingEvent event = new LoggingEvent();
        event.setTimeStamp(millis);
        event.setMessage(text);
        return event;
    }
}
