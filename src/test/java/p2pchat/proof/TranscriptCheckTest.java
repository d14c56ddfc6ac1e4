package p2pchat.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.proof.SignedLog.ANN;
import static p2pchat.proof.SignedLog.BOB;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.Ranges;
import p2pchat.proof.Fault.Kind;

final class TranscriptCheckTest {

    private final SignedLog log;
    private final List<String> lines;

    TranscriptCheckTest() throws ForgedException {
        log = new SignedLog();
        ChatMessage hello =
                log.say(ANN, "hello \u202e\u001b[2J \u2764\ufe0f \"<&>\\").get(0);
        log.say(BOB, "one", "two", "three");
        ChatMessage secret = log.say(ANN, "secret").get(0);
        log.edit(hello, "hello again\nand again");
        log.delete(secret);
        log.say(BOB, "bye");
        lines = log.transcript();
    }

    @Test
    void transcriptIsProven() throws Exception {
        LogReport report = check(lines);

        assertThat(report.faults()).isEmpty();
        assertThat(report.isWhole()).isTrue();
        assertThat(report.network()).isEqualTo(log.keys.network());
        assertThat(report.exporter().orElseThrow().nick().value()).isEqualTo("ann");
        assertThat(report.authors()).extracting(AuthorReport::held).containsExactly(Ranges.upTo(4), Ranges.upTo(4));
        assertThat(report.authors()).extracting(AuthorReport::deleted).containsExactly(1L, 0L);
    }

    @Test
    void linesAreSafeOnTerminal() {
        assertThat(lines).allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x202e));
        assertThat(lines).noneMatch(line -> line.contains("\"secret\""));
    }

    /** Any change of a line of each form is found, even if a forger signs the result as an exporter of its own. */
    @Test
    void everyAlterationOfLineIsFound() {
        int alterations = 0;
        Set<Set<String>> forms = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!forms.add(
                    JsonParser.parseString(lines.get(i)).getAsJsonObject().keySet())) {
                continue;
            }
            for (String altered : alterations(lines.get(i))) {
                List<String> changed = new ArrayList<>(lines);
                changed.set(i, altered);
                assertNotProven(i < lines.size() - 1 ? signedByBob(changed) : changed, i + 1);
                alterations++;
            }
        }
        assertThat(alterations).isGreaterThan(100);
    }

    /** The newest message is the exception: its author's later ones would have missed it. */
    @Test
    void removedLineIsFound() {
        for (int i = 0; i < lines.size(); i++) {
            List<String> changed = new ArrayList<>(lines);
            changed.remove(i);
            assertNotProven(changed, i + 1);
            if (i < lines.size() - 2) {
                assertNotProven(signedByBob(changed), i + 1);
            }
        }
    }

    @Test
    void truncationIsFound() {
        byte[] whole = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int size = 0; size < whole.length; size += 101) {
            byte[] part = Arrays.copyOf(whole, size);
            assertThat(proves(part)).as("%s bytes", size).isFalse();
        }
    }

    @Test
    void reorderedLinesAreFound() {
        for (int i = 0; i < lines.size(); i++) {
            for (int j = i + 1; j < lines.size(); j++) {
                List<String> changed = new ArrayList<>(lines);
                Collections.swap(changed, i, j);
                assertNotProven(changed, i + 1);
            }
        }
    }

    /** Messages cannot be reordered even by the exporter. */
    @Test
    void exporterCannotReorderMessages() {
        for (int i = 0; i < lines.size(); i++) {
            for (int j = i + 1; j < lines.size(); j++) {
                if (isMessage(i) && isMessage(j)) {
                    List<String> changed = new ArrayList<>(lines);
                    Collections.swap(changed, i, j);
                    assertNotProven(signedByBob(changed), i + 1);
                }
            }
        }
    }

    @Test
    void repeatedAndAddedLinesAreFound() {
        for (int i = 0; i < lines.size(); i++) {
            List<String> changed = new ArrayList<>(lines);
            changed.add(i, lines.get(i));
            assertNotProven(changed, i + 1);
            if (isMessage(i)) {
                assertNotProven(signedByBob(changed), i + 1);
            }
        }
        List<String> longer = new ArrayList<>(lines);
        longer.add("");
        assertNotProven(longer, longer.size());
    }

    @Test
    void exporterMayBeAnyMemberButMustCountRight() throws Exception {
        assertThat(check(signedByBob(lines)).exporter().orElseThrow().nick().value())
                .isEqualTo("bob");
        assertNotProven(signedByBob(lines, 1), lines.size());
    }

    @Test
    void lastLineMustBeTheEnd() throws Exception {
        List<String> longer = new ArrayList<>(lines);
        longer.add(lines.get(1));
        assertThat(check(longer).faults()).extracting(Fault::kind).containsExactly(Kind.DAMAGED);
        assertThat(check(lines.subList(0, lines.size() - 1)).faults())
                .extracting(Fault::kind)
                .containsExactly(Kind.CUT_OFF);
    }

    @Test
    void firstFaultHasItsLine() throws Exception {
        int line = 0;
        while (!lines.get(line).contains("\"two\"")) {
            line++;
        }
        List<String> changed = new ArrayList<>(lines);
        changed.set(line, lines.get(line).replace("\"two\"", "\"2\""));

        Fault first = check(changed).faults().get(0);

        assertThat(first.line()).isEqualTo(line + 1);
        assertThat(first.kind()).isEqualTo(Kind.TEXT_CHANGED);
        assertThat(first.message())
                .hasValueSatisfying(key -> assertThat(key.author()).isEqualTo(BOB));
    }

    /** A gap in the exporter's log is proven to be one. */
    @Test
    void gapOfExporterIsReported() throws Exception {
        log.messages().remove(2);

        LogReport report = check(log.transcript());

        assertThat(report.exporter()).isPresent();
        assertThat(report.isWhole()).isFalse();
        assertThat(report.authors().get(1).missing()).isEqualTo(Ranges.NONE.with(2));
        assertThat(report.faults()).extracting(Fault::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void otherFilesAreNoTranscripts() {
        for (String other : List.of("", "\n", "hello\n", "{}\n", "[]\n", "{\"type\":\"transcript\"}\n", "\u00ff")) {
            assertThatThrownBy(() -> run(other.getBytes(StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(ForgedException.class);
        }
    }

    @Test
    void endlessLineIsRefused() {
        byte[] endless = new byte[TranscriptCheck.MAX_LINE_BYTES + 10];
        assertThatThrownBy(() -> run(endless)).isInstanceOf(ForgedException.class);
    }

    // ---- alterations

    private boolean isMessage(int line) {
        return lines.get(line).startsWith("{\"type\":\"message\"");
    }

    private static List<String> alterations(String line) {
        List<String> altered = new ArrayList<>(List.of(
                "", "{}", "null", line + " ", " " + line, line + line, line + "\r", line.replaceFirst(":", ": ")));
        JsonObject object = JsonParser.parseString(line).getAsJsonObject();
        for (String name : object.keySet()) {
            JsonElement value = object.get(name);
            JsonObject without = object.deepCopy();
            without.remove(name);
            altered.add(without.toString());
            JsonObject moved = without.deepCopy();
            moved.add(name, value);
            if (!moved.toString().equals(object.toString())) {
                altered.add(moved.toString());
            }
            for (JsonElement other : others(value)) {
                JsonObject changed = object.deepCopy();
                changed.add(name, other);
                altered.add(changed.toString());
            }
        }
        JsonObject more = object.deepCopy();
        more.addProperty("more", 1);
        altered.add(more.toString());
        return altered;
    }

    private static List<JsonElement> others(JsonElement value) {
        List<JsonElement> others = new ArrayList<>(List.of(new JsonObject()));
        if (value.isJsonArray()) {
            for (int i = 0; i < value.getAsJsonArray().size(); i++) {
                for (JsonElement other : others(value.getAsJsonArray().get(i))) {
                    JsonArray changed = value.getAsJsonArray().deepCopy();
                    changed.set(i, other);
                    others.add(changed);
                }
                JsonArray shorter = value.getAsJsonArray().deepCopy();
                shorter.remove(i);
                others.add(shorter);
            }
        } else if (value.isJsonObject()) {
            for (String name : value.getAsJsonObject().keySet()) {
                for (JsonElement other : others(value.getAsJsonObject().get(name))) {
                    JsonObject changed = value.getAsJsonObject().deepCopy();
                    changed.add(name, other);
                    others.add(changed);
                }
            }
        } else if (value.getAsJsonPrimitive().isNumber()) {
            long number = value.getAsLong();
            others.add(new JsonPrimitive(number + 1));
            others.add(new JsonPrimitive(Long.toString(number)));
        } else {
            String text = value.getAsString();
            others.add(new JsonPrimitive(text + "0"));
            for (int i = 0; i < text.length(); i += 1 + text.length() / 2) {
                char c = text.charAt(i);
                others.add(new JsonPrimitive(text.substring(0, i) + (c == '1' ? '2' : '1') + text.substring(i + 1)));
            }
        }
        others.remove(value);
        return others;
    }

    /** Returns the lines with an end that another member signed. */
    private List<String> signedByBob(List<String> changed) {
        return signedByBob(changed, 0);
    }

    private List<String> signedByBob(List<String> changed, int more) {
        List<String> body = changed.subList(0, changed.size() - 1);
        Bytes digest = SignedTranscript.NO_DIGEST;
        long messages = 0;
        for (String line : body) {
            digest = SignedTranscript.digest(digest, line);
            messages += line.startsWith("{\"type\":\"message\"") ? 1 : 0;
        }
        return log.signedByBob(body, digest, messages + more);
    }

    private void assertNotProven(List<String> changed, int line) {
        byte[] file = (String.join("\n", changed) + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(proves(file))
                .as("line %s of%n%s", line, String.join("\n", changed))
                .isFalse();
    }

    private static boolean proves(byte[] file) {
        try {
            LogReport report = run(file);
            return report.isWhole() && report.exporter().isPresent();
        } catch (ForgedException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LogReport check(List<String> lines) throws IOException, ForgedException {
        return run((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static LogReport run(byte[] file) throws IOException, ForgedException {
        return TranscriptCheck.run(new ByteArrayInputStream(file));
    }
}
