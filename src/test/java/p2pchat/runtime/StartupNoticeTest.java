package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The startup notice is erased by the next output, and shown only if a console opens. */
class StartupNoticeTest {

    private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm");

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final StartupNotice words = new StartupNotice(terminal);

    @Test
    void nextOutputErasesNotice() {
        words.show();
        String said = written();
        assertThat(said).isNotBlank().doesNotContain("\n", "\u001b");
        OutputStream after = words.erasedBefore(terminal);
        PrintWriter writer = new PrintWriter(after, true, StandardCharsets.UTF_8);
        writer.println("p2p-chat: unknown option");
        writer.println("  try:  p2p-chat help");
        String blank = "\r" + " ".repeat(said.length()) + "\r";
        assertThat(written()).isEqualTo(said + blank + "p2p-chat: unknown option\n  try:  p2p-chat help\n");
    }

    @Test
    void erasesNothingIfNotShown() {
        words.erase();
        assertThat(written()).isEmpty();
    }

    @Test
    void appliesOnlyToConsole() {
        assertThat(StartupNotice.applies(List.of("node", "-g", "lunch"), TERMINAL))
                .isTrue();
        assertThat(StartupNotice.applies(List.of(), TERMINAL)).isFalse();
        assertThat(StartupNotice.applies(List.of("networks"), TERMINAL)).isFalse();
        assertThat(StartupNotice.applies(List.of("node", "--help"), TERMINAL)).isFalse();
        assertThat(StartupNotice.applies(List.of("node", "-g", "lunch", "-ojson"), TERMINAL))
                .isFalse();
        assertThat(StartupNotice.applies(List.of("node", "--output=plain"), TERMINAL))
                .isFalse();
        assertThat(StartupNotice.applies(List.of("node"), Map.of("TERM", "xterm", "P2PCHAT_OUTPUT", "json")))
                .isFalse();
        assertThat(StartupNotice.applies(List.of("node"), Map.of("TERM", "dumb")))
                .isFalse();
        assertThat(StartupNotice.applies(List.of("node"), Map.of())).isFalse();
    }

    private String written() {
        return terminal.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
