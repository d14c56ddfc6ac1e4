package p2pchat.console.export;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import p2pchat.console.render.EventText;
import p2pchat.model.HistoryEntry;

/** The last line of an exported log: the number of messages, and the times of the first and the last. */
final class ExportFooter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);

    private final ZoneId zone;
    private long count;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    ExportFooter(ZoneId zone) {
        this.zone = zone;
    }

    void add(HistoryEntry entry) {
        count++;
        first = Math.min(first, entry.message().sentAt());
        last = Math.max(last, entry.message().sentAt());
    }

    String line() {
        return EventText.count(count, "message") + (count == 0 ? "." : ", " + time(first) + " to " + time(last) + ".");
    }

    private String time(long millis) {
        return TIME.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), zone));
    }
}
