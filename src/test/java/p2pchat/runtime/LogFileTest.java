package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogFileTest {

    @Test
    void usesStateDirectory() {
        assertThat(LogFile.of(Map.of(), Path.of("/home/ann")))
                .hasToString("/home/ann/.local/state/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("XDG_STATE_HOME", "/s"), Path.of("/h"))).hasToString("/s/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("XDG_STATE_HOME", "s"), Path.of("/h")))
                .hasToString("/h/.local/state/p2p-chat/p2p-chat.log");
        assertThat(LogFile.of(Map.of("P2PCHAT_LOG", "/x.log"), Path.of("/h"))).hasToString("/x.log");
    }
}
