package p2pchat.storage;

import com.google.gson.JsonElement;
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
import p2pchat.journal.JournalEntry.Outcome;
import p2pchat.journal.JournalEntry.Step;
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

    /** Lines of another version are skipped. */
    private static final int VERSION = 1;

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
    public void record(Step step) {
        JournalEntry entry = new JournalEntry(clock.getAsLong(), wallClock.getAsLong(), step);
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
                    new String(Files.readAllBytes(part), StandardCharsets.UTF_8)
                            .lines()
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
        line.addProperty("v", VERSION);
        line.addProperty("at", entry.at());
        line.addProperty("wall", entry.wallClock());
        Step step = entry.step();
        line.addProperty("step", step.kind().name());
        step.about().ifPresent(about -> line.addProperty("about", about.value()));
        line.addProperty("epoch", step.epoch());
        step.outcome().ifPresent(outcome -> line.addProperty("outcome", outcome.name()));
        step.helper().ifPresent(helper -> line.addProperty("helper", helper.value()));
        if (step.kind() == Kind.CLAIMED) {
            line.addProperty("heard", step.heard());
        }
        return line.toString();
    }

    private static Optional<JournalEntry> entry(String line) {
        try {
            JsonObject read = JsonParser.parseString(line).getAsJsonObject();
            if (read.get("v").getAsInt() != VERSION) {
                return Optional.empty();
            }
            Step step = new Step(
                    Kind.valueOf(read.get("step").getAsString()),
                    field(read, "about").map(about -> new NodeId(about.getAsInt())),
                    read.get("epoch").getAsLong(),
                    field(read, "outcome").map(outcome -> Outcome.valueOf(outcome.getAsString())),
                    field(read, "helper").map(helper -> new NodeId(helper.getAsInt())),
                    field(read, "heard").map(JsonElement::getAsInt).orElse(0));
            return Optional.of(new JournalEntry(
                    read.get("at").getAsLong(), read.get("wall").getAsLong(), step));
        } catch (JsonParseException
                | IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException e) {
            return Optional.empty(); // a damaged line, such as one truncated by a crash
        }
    }

    private static Optional<JsonElement> field(JsonObject line, String name) {
        return Optional.ofNullable(line.get(name));
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
