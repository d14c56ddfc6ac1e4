package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The check of what a process shows (reliability F3). */
final class ScreenOrderTest {

    private final ScreenOrder screen = new ScreenOrder();

    @Test
    void acceptsAscendingAndLateMessages() {
        assertThat(message(1, 1, "")).isEmpty();
        assertThat(message(2, 7, "")).isEmpty();
        assertThat(message(1, 3, "")).isEmpty();
        assertThat(message(1, 2, ",\"mark\":\"late\"")).isEmpty();
        assertThat(screen.accept(JsonParser.parseString("{\"type\":\"state\"}").getAsJsonObject()))
                .isEmpty();
        assertThat(screen.shown()).isEqualTo(4);
    }

    @Test
    void reportsOlderMessage() {
        assertThat(message(1, 3, "")).isEmpty();
        assertThat(message(1, 2, ",\"mark\":\"gap\"")).contains("1#2 is shown after 1#3 without a mark");
    }

    @Test
    void reportsRepeatedMessage() {
        assertThat(message(1, 3, "")).isEmpty();
        assertThat(message(1, 3, "")).contains("1#3 is shown twice");
    }

    private Optional<String> message(int author, long seq, String more) {
        return screen.accept(JsonParser.parseString(
                        "{\"type\":\"message\",\"from\":{\"id\":" + author + "},\"seq\":" + seq + more + "}")
                .getAsJsonObject());
    }
}
