package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.journal.JournalEntry.Outcome;
import p2pchat.journal.JournalEntry.Step;
import p2pchat.model.NodeId;

class JournalFileTest {

    private static final Step INDIRECT = new Step(
            Kind.PINGED_THROUGH,
            Optional.of(new NodeId(1)),
            4,
            Optional.of(Outcome.REACHED),
            Optional.of(new NodeId(2)),
            0);

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void readsEntriesInOrder() {
        try (JournalFile journal = open()) {
            journal.record(INDIRECT);
            journal.record(step(4));
        }

        assertThat(JournalFile.read(folder))
                .containsExactly(new JournalEntry(1, 2, INDIRECT), new JournalEntry(3, 4, step(4)));
        assertThat(folder.resolve("journal.ndjson")).content().isEqualTo("""
                {"v":1,"at":1,"wall":2,"step":"PINGED_THROUGH","about":1,"epoch":4,"outcome":"REACHED","helper":2}
                {"v":1,"at":3,"wall":4,"step":"CLAIMED","epoch":4,"outcome":"GRANTED","heard":3}
                """);
    }

    @Test
    void skipsLinesOfWrongTypes() throws IOException {
        List<String> worst = List.of(
                "null", "7", "[]", "{}", "[".repeat(100_000), "{\"v\":null}", "{\"v\":[]}", "{\"v\":{}}", "{\"v\":1}");
        String good = "{\"v\":1,\"at\":1,\"wall\":2,\"step\":\"LED\",\"epoch\":4}";
        List<String> lines = new ArrayList<>(worst);
        lines.add(good);
        for (String field : List.of("at", "wall", "step", "epoch")) {
            for (String value : List.of("null", "[]", "[1,2]", "{}", "\"x\"", "1e999")) {
                lines.add(good.replaceFirst("\"" + field + "\":[^,}]*", "\"" + field + "\":" + value));
            }
        }
        for (String field : List.of("about", "helper", "heard", "outcome")) {
            for (String value : List.of("null", "[]", "-1", "{}", "\"x\"", "99999999999")) {
                lines.add(good.replace("}", ",\"" + field + "\":" + value + "}"));
            }
        }
        Files.write(folder.resolve("journal.ndjson"), lines);
        assertThat(JournalFile.read(folder)).contains(new JournalEntry(1, 2, new Step(Kind.LED, Optional.empty(), 4)));
    }

    @Test
    void readsLinesAroundBrokenText() throws IOException {
        try (JournalFile journal = open()) {
            journal.record(step(1));
        }
        Path file = folder.resolve("journal.ndjson");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}, StandardOpenOption.APPEND);
        assertThat(JournalFile.read(folder)).extracting(JournalEntry::step).containsExactly(step(1));
    }

    @Test
    void keepsJournalOfPreviousProcess() {
        try (JournalFile first = open()) {
            first.record(step(1));
        }
        try (JournalFile second = open()) {
            second.record(step(2));
        }

        assertThat(JournalFile.read(folder)).extracting(JournalEntry::step).containsExactly(step(1), step(2));
    }

    @Test
    void removesOldestEntries() {
        try (JournalFile journal = open()) {
            for (int i = 0; i < Journal.MAX_ENTRIES + 10; i++) {
                journal.record(step(i));
            }
            assertThat(journal.entries()).hasSize(Journal.MAX_ENTRIES);
            assertThat(journal.entries().get(0).step().epoch()).isEqualTo(10);
        }
        assertThat(JournalFile.read(folder).size()).isLessThanOrEqualTo(Journal.MAX_ENTRIES);
    }

    @Test
    void skipsTruncatedLineAndOtherVersions() throws IOException {
        try (JournalFile journal = open()) {
            journal.record(step(1));
        }
        Path file = folder.resolve("journal.ndjson");
        String other = Files.readString(file).replace("\"v\":1", "\"v\":2");
        Files.writeString(file, other + "{\"v\":1,\"at\":5,\"wal", StandardOpenOption.APPEND);

        assertThat(JournalFile.read(folder)).extracting(JournalEntry::step).containsExactly(step(1));
    }

    @Test
    void emptyJournalHasNoEntries() {
        assertThat(JournalFile.read(folder)).isEqualTo(List.of());
    }

    private static Step step(long epoch) {
        return new Step(Kind.CLAIMED, Optional.empty(), epoch, Optional.of(Outcome.GRANTED), Optional.empty(), 3);
    }

    private JournalFile open() {
        return new JournalFile(folder, clock::incrementAndGet, clock::incrementAndGet);
    }
}
