package p2pchat.console.export;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.model.HistoryEntry;

/**
 * What stands below a written log: how many messages it has, of which days, and a sum over its lines, so that a copy
 * can be told from a forgery. At the end, since only then it is known.
 */
final class ExportFooter {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);

    private final ZoneId zone;
    private final MessageDigest digest = sha256();
    private long count;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    ExportFooter(ZoneId zone) {
        this.zone = zone;
    }

    /** Takes note of a message, and of its lines as they are written. */
    List<String> noting(HistoryEntry entry, List<String> lines) {
        count++;
        first = Math.min(first, entry.message().sentAt());
        last = Math.max(last, entry.message().sentAt());
        lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return lines;
    }

    /** From when to when; empty without messages. */
    Optional<String> range() {
        return count == 0 ? Optional.empty() : Optional.of(moment(first) + " to " + moment(last));
    }

    String count() {
        return count + (count == 1 ? " message" : " messages");
    }

    /** Of the lines of all messages, each with its newline. */
    String sum() {
        return "SHA-256 of the messages' lines: " + HexFormat.of().formatHex(digest.digest());
    }

    private String moment(long millis) {
        return MOMENT.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), zone));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
