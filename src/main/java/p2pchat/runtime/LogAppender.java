package p2pchat.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes the program log, limited in size and in lines per second, whatever is logged how often. The processes of one
 * user share the file. Each line is therefore appended to the file that has the name at that moment, and any process may
 * start the next one. The rolling appender of the library keeps writing to a file that another process has renamed, and
 * looks at its size once a minute.
 */
public final class LogAppender extends AppenderBase<ILoggingEvent> {

    static final int FILES = 5;
    static final long MAX_FILE_BYTES = 2_000_000;
    static final int MAX_EVENT_BYTES = 16_384;
    static final int EVENTS_PER_SECOND = 20;
    static final int BURST = 500;

    private Path file = Path.of("p2p-chat.log");
    private Encoder<ILoggingEvent> encoder = new EchoEncoder<>();
    private long budgetAt = Long.MIN_VALUE;
    private double budget = BURST;
    private long suppressed;

    /** Called by the configuration. */
    public void setFile(String path) {
        file = Path.of(path);
    }

    /** Called by the configuration. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!withinRate(event.getTimeStamp())) {
            suppressed++;
            return;
        }
        byte[] line = encoder.encode(event);
        if (line.length > MAX_EVENT_BYTES) {
            line = Arrays.copyOf(line, MAX_EVENT_BYTES);
            line[MAX_EVENT_BYTES - 1] = '\n';
        }
        try {
            if (suppressed > 0) {
                write(("... " + suppressed + " more were not logged\n").getBytes(StandardCharsets.UTF_8));
                suppressed = 0;
            }
            write(line);
        } catch (IOException e) {
            // chat works without a log
        }
    }

    private boolean withinRate(long now) {
        long passed = budgetAt == Long.MIN_VALUE ? 0 : Math.max(0, now - budgetAt);
        budgetAt = now;
        budget = Math.min(BURST, budget + passed / 1000.0 * EVENTS_PER_SECOND);
        if (budget < 1) {
            return false;
        }
        budget--;
        return true;
    }

    private void write(byte[] line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length > MAX_FILE_BYTES) {
            for (int number = FILES - 1; number > 0; number--) {
                Path older = numbered(number - 1);
                if (Files.exists(older)) {
                    Files.move(older, numbered(number), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path numbered(int number) {
        return number == 0 ? file : Path.of(file + "." + number);
    }
}
