package p2pchat.storage;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NodeId;

/**
 * A journal in two files beside a network's store, with one JSON object per line. When the newer file is full, the older one
 * is deleted. Entries are not flushed individually, so a power cut may lose the last few.
 *
 * <p>Thread-safe; one background thread writes.
 */
public final class JournalFile implements Journal, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final int MAX_QUEUED = 1_024;

    private final Path file;
    private final LongSupplier clock;
    private final LongSupplier wallClock;
    private final Deque<JournalEntry> recent = new ArrayDeque<>();
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            work -> {
                Thread thread = new Thread(work, "journal");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // drops entries that exceed the queue
    private int lines;

    /** Opens a journal in this directory. Earlier entries are only read by {@link #read}. */
    public JournalFile(Path folder, LongSupplier clock, LongSupplier wallClock) {
        this.file = current(folder);
        this.clock = clock;
        this.wallClock = wallClock;
        this.lines = Journal.MAX_ENTRIES / 2; // starts a new file, because monotonic clocks restart
    }

    @Override
    public void record(Kind kind, Optional<NodeId> about, long epoch, String detail) {
        JournalEntry entry = new JournalEntry(clock.getAsLong(), wallClock.getAsLong(), kind, about, epoch, detail);
        synchronized (recent) {
            recent.add(entry);
            if (recent.size() > MAX_ENTRIES) {
                recent.remove();
            }
        }
        writer.execute(() -> write(entry));
    }

    @Override
    public List<JournalEntry> entries() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    /** Reads the journal in this directory, oldest first, without unreadable lines. Blocks. */
    public static List<JournalEntry> read(Path folder) {
        List<JournalEntry> entries = new ArrayList<>();
        for (Path part : List.of(older(current(folder)), current(folder))) {
            try {
                if (Files.exists(part)) {
                    Files.readAllLines(part, StandardCharsets.UTF_8)
                            .forEach(line -> entry(line).ifPresent(entries::add));
                }
            } catch (IOException e) {
                LOG.warn("cannot read {}", part, e);
            }
        }
        return entries;
    }

    private void write(JournalEntry entry) {
        try {
            if (lines >= MAX_ENTRIES / 2) {
                if (Files.exists(file)) {
                    Files.move(file, older(file), StandardCopyOption.REPLACE_EXISTING);
                }
                lines = 0;
            }
            Files.writeString(file, line(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            lines++;
        } catch (IOException e) {
            LOG.debug("cannot write to {}", file, e);
        }
    }

    private static String line(JournalEntry entry) {
        JsonObject line = new JsonObject();
        line.addProperty("at", entry.at());
        line.addProperty("wall", entry.wallClock());
        line.addProperty("kind", entry.kind().name());
        entry.about().ifPresent(about -> line.addProperty("about", about.value()));
        line.addProperty("epoch", entry.epoch());
        line.addProperty("detail", entry.detail());
        return line.toString();
    }

    private static Optional<JournalEntry> entry(String line) {
        try {
            JsonObject read = JsonParser.parseString(line).getAsJsonObject();
            return Optional.of(new JournalEntry(
                    read.get("at").getAsLong(),
                    read.get("wall").getAsLong(),
                    Kind.valueOf(read.get("kind").getAsString()),
                    read.has("about") ? Optional.of(new NodeId(read.get("about").getAsInt())) : Optional.empty(),
                    read.get("epoch").getAsLong(),
                    read.get("detail").getAsString()));
        } catch (JsonParseException | IllegalArgumentException | IllegalStateException | NullPointerException e) {
            return Optional.empty(); // a line truncated by a crash
        }
    }

    private static Path current(Path folder) {
        return folder.resolve("journal.ndjson");
    }

    private static Path older(Path current) {
        return current.resolveSibling("journal.1.ndjson");
    }

    /** Waits up to one second for the last entries. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("the last entries of {} are lost", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
