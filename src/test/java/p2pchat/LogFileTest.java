package p2pchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogFileTest {

    @Test
    void theLogFileIsWhereTheUserKeepsState() {
        assertThat(LogFile.of(Map.of(), "/home/ann")).hasToString("/home/ann/.local/state/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("XDG_STATE_HOME", "/s"), "/h")).hasToString("/s/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("XDG_STATE_HOME", "s"), "/h"))
                .hasToString("/h/.local/state/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("P2PCHAT_LOG", "/x.log"), "/h")).hasToString("/x.log");
    }
}
