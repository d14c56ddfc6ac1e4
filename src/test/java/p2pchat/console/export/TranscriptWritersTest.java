package p2pchat.console.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.console.input.ExportFormat;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;

final class TranscriptWritersTest {

    private static final NetworkName OPS = new NetworkName("ops");

    @Test
    void writesOneLinePerMessageAsText() {
        assertThat(written(ExportFormat.TXT, said("ann", 1, "hello\nthere"), said("bob", 2, "<b>fine</b>")))
                .containsExactly("[2026-11-22 14:02] ann: hello", "    there", "[2026-11-22 14:02] bob: <b>fine</b>");
    }

    @Test
    void writesOneEventPerLineAsJson() {
        assertThat(written(ExportFormat.JSON, said("ann", 1, "hello")))
                .singleElement()
                .asString()
                .startsWith("{\"v\":1,\"type\":\"message\",\"network\":\"ops\",\"id\":")
                .contains("\"text\":\"hello\"", "\"sent\":\"2026-11-22T14:02:03.000Z\"");
    }

    /** Files keep the original (public 1). */
    @Test
    void keepsTextCodePointForCodePoint() {
        String text = "می\u200cخواهم\ta\u202eb\u2028c\rd\u001be";
        for (ExportFormat format : List.of(ExportFormat.TXT, ExportFormat.MD, ExportFormat.HTML)) {
            assertThat(written(format, said("ann", 1, text)))
                    .as("%s", format)
                    .filteredOn(line -> line.contains(text))
                    .hasSize(1);
        }
    }

    @Test
    void escapesMarkdown() {
        assertThat(written(ExportFormat.MD, said("a_b", 1, "# *loud*\n1. <script>\nhttp://x"), said("bob", 2, "ok")))
                .containsExactly(
                        "# ops",
                        "",
                        "Time zone: Z",
                        "",
                        "## Sunday 22 November 2026",
                        "",
                        "14:02 **a\\_b**: \\# \\*loud\\*\\",
                        "1\\. \\<script\\>\\",
                        "http\\://x",
                        "",
                        "14:02 **bob**: ok",
                        "",
                        "---",
                        "",
                        "2 messages, 2026-11-22 14:02 +00:00 to 2026-11-22 14:02 +00:00.");
    }

    @Test
    void writesHtmlWithAnchorsAndWithoutScripts() {
        List<String> lines = written(ExportFormat.HTML, said("ann", 1, "a & b <script>alert('x')</script>"));
        assertThat(String.join("\n", lines))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</body></html>")
                .contains("<h2>Sunday 22 November 2026</h2>")
                .contains("<p id=\"n1-1\"><a href=\"#n1-1\"><time datetime=\"2026-11-22T14:02:03Z\">14:02</time></a>")
                .contains("a &amp; b &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
                .contains("<footer>1 message, 2026-11-22 14:02 +00:00 to")
                .doesNotContain("<script", "src=", "http://", "https://");
    }

    @Test
    void writesEmptyLog() {
        assertThat(written(ExportFormat.TXT)).isEmpty();
        assertThat(written(ExportFormat.MD)).contains("0 messages.");
        assertThat(String.join("\n", written(ExportFormat.HTML)))
                .contains("0 messages.")
                .endsWith("</html>");
    }

    @Test
    void foreignTextNeverActsOnScreenOrInHtml() {
        Random random = new Random(4);
        String alphabet = "<>&\"'/=\u001b\u202e\u0007\n\t\\`*_[]()#ab1.\ud800 ";
        for (int seed = 0; seed < 300; seed++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (ExportFormat format : EnumSet.complementOf(EnumSet.of(ExportFormat.SIGNED))) {
                TranscriptWriter screen = TranscriptWriter.of(format, OPS, Optional.empty(), "p2p-chat", ZoneOffset.UTC)
                        .sanitised();
                assertThat(screen.entry(said("ann", 1, text.toString())))
                        .as("%s of seed %s", format, seed)
                        .flatMap(line -> line.lines().toList())
                        .allMatch(line -> line.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x202E));
            }
            List<String> html = written(ExportFormat.HTML, said("ann", 1, text.toString()));
            List<String> plain = written(ExportFormat.HTML, said("ann", 1, "x"));
            assertThat(tags(html)).as("seed %s", seed).isEqualTo(tags(plain));
        }
    }

    @Test
    void jsonKnowsOwnMessages() { // newcomer 10
        TranscriptWriter json =
                TranscriptWriter.of(ExportFormat.JSON, OPS, Optional.of(new NodeId(1)), "p2p-chat", ZoneOffset.UTC);
        assertThat(json.entry(said("ann", 1, "a"))).singleElement().asString().contains("\"own\":true");
        assertThat(json.entry(said("bob", 2, "b"))).singleElement().asString().contains("\"own\":false");
    }

    private static long tags(List<String> html) {
        return String.join("\n", html).chars().filter(c -> c == '<').count();
    }

    private static List<String> written(ExportFormat format, HistoryEntry... entries) {
        TranscriptWriter transcript = TranscriptWriter.of(format, OPS, Optional.empty(), "p2p-chat", ZoneOffset.UTC);
        List<String> lines = new ArrayList<>(transcript.begin());
        List.of(entries).forEach(entry -> lines.addAll(transcript.entry(entry)));
        lines.addAll(transcript.end());
        return lines;
    }

    private static HistoryEntry said(String nick, int author, String text) {
        long sent = Instant.parse("2026-11-22T14:02:03Z").toEpochMilli();
        ChatMessage message = TestMessages.create(
                new MessageId(new UUID(author, 1)),
                new MessageKey(new NodeId(author), 1),
                Optional.empty(),
                List.of(),
                1,
                sent,
                ChatMessage.Kind.TEXT,
                text,
                Optional.empty());
        return new HistoryEntry(message, new Nick(nick), sent + 5);
    }
}
