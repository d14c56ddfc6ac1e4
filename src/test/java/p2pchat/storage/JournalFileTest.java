package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NodeId;

class JournalFileTest {

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void readsEntriesInOrder() {
        try (JournalFile journal = open()) {
            journal.record(Kind.SUSPECTED, Optional.of(new NodeId(1)), 4, "silent \"quoted\"\nline");
            journal.record(Kind.ROLE, Optional.empty(), 4, "ELECTING");
        }

        assertThat(JournalFile.read(folder))
                .containsExactly(
                        new JournalEntry(
                                1, 2, Kind.SUSPECTED, Optional.of(new NodeId(1)), 4, "silent \"quoted\"\nline"),
                        new JournalEntry(3, 4, Kind.ROLE, Optional.empty(), 4, "ELECTING"));
    }

    @Test
    void keepsJournalOfPreviousProcess() {
        try (JournalFile first = open()) {
            first.record(Kind.TOLD, Optional.empty(), 1, "first");
        }
        try (JournalFile second = open()) {
            second.record(Kind.TOLD, Optional.empty(), 1, "second");
        }

        assertThat(JournalFile.read(folder)).extracting(JournalEntry::detail).containsExactly("first", "second");
    }

    @Test
    void removesOldestEntries() {
        try (JournalFile journal = open()) {
            for (int i = 0; i < Journal.MAX_ENTRIES + 10; i++) {
                journal.record(Kind.TOLD, Optional.empty(), i, "");
            }
            assertThat(journal.entries()).hasSize(Journal.MAX_ENTRIES);
            assertThat(journal.entries().get(0).epoch()).isEqualTo(10);
        }
        assertThat(JournalFile.read(folder).size()).isLessThanOrEqualTo(Journal.MAX_ENTRIES);
    }

    @Test
    void skipsTruncatedLine() throws IOException {
        try (JournalFile journal = open()) {
            journal.record(Kind.TOLD, Optional.empty(), 1, "whole");
        }
        Files.writeString(folder.resolve("journal.ndjson"), "{\"at\":5,\"wal", StandardOpenOption.APPEND);

        assertThat(JournalFile.read(folder)).extracting(JournalEntry::detail).containsExactly("whole");
    }

    @Test
    void emptyJournalHasNoEntries() {
        assertThat(JournalFile.read(folder)).isEqualTo(List.of());
    }

    private JournalFile open() {
        return new JournalFile(folder, clock::incrementAndGet, clock::incrementAndGet);
    }
}
