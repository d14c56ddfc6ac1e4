package p2pchat.console.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as a user writes it: {@code 2h} ago, a day, or a day with a time. */
public sealed interface PointInTime {

    /** The reason for refusing anything else. */
    String FORMS = "expected a time such as 90s, 15m, 2h, 3d or 1w (ago), 2026-11-22, or 2026-11-22T14:02";

    Pattern AGO = Pattern.compile("(\\d{1,6})([smhdw])");

    record Ago(Duration time) implements PointInTime {}

    record Day(LocalDate day) implements PointInTime {}

    record Clock(LocalDateTime time) implements PointInTime {}

    /** With an offset from UTC. */
    record Exact(Instant time) implements PointInTime {}

    /** Returns the first instant of this time, in milliseconds since 1970. */
    default long begin(Instant now, ZoneId zone) {
        if (this instanceof Ago ago) {
            return now.minus(ago.time()).toEpochMilli();
        }
        if (this instanceof Day day) {
            return day.day().atStartOfDay(zone).toInstant().toEpochMilli();
        }
        if (this instanceof Clock clock) {
            return clock.time().atZone(zone).toInstant().toEpochMilli();
        }
        return ((Exact) this).time().toEpochMilli();
    }

    /** Returns the first instant after this time. A day includes all its hours. */
    default long end(Instant now, ZoneId zone) {
        return this instanceof Day day ? new Day(day.day().plusDays(1)).begin(now, zone) : begin(now, zone);
    }

    /** Parses one of the {@link #FORMS}; throws for anything else. */
    static PointInTime parse(String text) {
        Matcher ago = AGO.matcher(text.toLowerCase(Locale.ROOT));
        if (ago.matches()) {
            return new Ago(ago(Long.parseLong(ago.group(1)), ago.group(2)));
        }
        String written = text.replace(' ', 'T');
        return attempt(() -> new Day(LocalDate.parse(written)))
                .or(() -> attempt(() -> new Clock(LocalDateTime.parse(written))))
                .or(() -> attempt(() -> new Exact(OffsetDateTime.parse(written).toInstant())))
                .orElseThrow(() -> new IllegalArgumentException(FORMS));
    }

    private static Duration ago(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    private static Optional<PointInTime> attempt(Supplier<PointInTime> parser) {
        try {
            return Optional.of(parser.get());
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }
}
