package p2pchat.console.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PointInTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void countsTimeAgoFromNow() {
        assertThat(begin("90s")).isEqualTo("2026-11-24T11:58:30Z");
        assertThat(begin("2H")).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(begin("1w")).isEqualTo("2026-11-17T12:00:00Z");
        assertThat(end("3d")).isEqualTo(begin("3d"));
    }

    @Test
    void dayIncludesAllHoursInLocalZone() {
        assertThat(begin("2026-11-22")).isEqualTo("2026-11-21T23:00:00Z");
        assertThat(end("2026-11-22")).isEqualTo("2026-11-22T23:00:00Z");
    }

    @Test
    void acceptsOffset() {
        assertThat(begin("2026-11-22T14:02")).isEqualTo("2026-11-22T13:02:00Z");
        assertThat(begin("2026-11-22 14:02:05")).isEqualTo("2026-11-22T13:02:05Z");
        assertThat(begin("2026-11-22T14:02Z")).isEqualTo("2026-11-22T14:02:00Z");
    }

    @Test
    void refusesOtherForms() {
        for (String text : List.of("", "2", "h", "yesterday", "2026-13-01", "1234567d", "-2h")) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> PointInTime.parse(text))
                    .withMessage(PointInTime.FORMS);
        }
    }

    private static String begin(String text) {
        return Instant.ofEpochMilli(PointInTime.parse(text).begin(NOW, BERLIN)).toString();
    }

    private static String end(String text) {
        return Instant.ofEpochMilli(PointInTime.parse(text).end(NOW, BERLIN)).toString();
    }
}
