package p2pchat.console.terminal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkName;

/**
 * The lines that somebody typed, kept for the next time in a file for each network, for its owner alone. Not every line
 * that the editor returns is one of them: answers to questions are not, and a paste is one with all its lines.
 */
final class InputHistory extends DefaultHistory {

    /** So many lines are kept at least, and half as many more at most. */
    static final int MAX_LINES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(InputHistory.class);

    private final Function<NetworkName, Optional<Path>> files;
    private Optional<Path> file = Optional.empty();

    /** @param files where the lines of each network are kept, if they are: of none, or of all */
    InputHistory(Function<NetworkName, Optional<Path>> files) {
        this.files = files;
    }

    /** From now on the lines are those of this network. */
    void follow(NetworkName network, LineReader reader) {
        Optional<Path> next = files.apply(network);
        if (next.isEmpty() || next.equals(file)) {
            return;
        }
        try {
            save();
            file = next;
            reader.setVariable(LineReader.HISTORY_FILE, next.get());
            load();
            moveToEnd();
        } catch (IOException e) {
            LOG.warn("what was typed before cannot be read from {}", file, e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        // the editor would add every line
    }

    /** Keeps a text, and where nothing older is being looked up, Up brings it first. */
    void remember(String text) {
        if (text.isBlank()) {
            return;
        }
        boolean atEnd = index() > last();
        super.add(Instant.now(), text);
        if (atEnd) {
            moveToEnd();
        }
    }

    /**
     * Takes out every line of this network that says one of these texts, also what other programs wrote into the file
     * since. The bytes are written over, not only left behind.
     */
    void forget(NetworkName network, List<String> texts) {
        Optional<Path> there = files.apply(network);
        try {
            if (there.isPresent() && !there.equals(file)) {
                rewrite(there.get(), line -> texts.stream().noneMatch(text -> says(line, text)));
            } else if (file.isPresent()) {
                save();
                rewrite(file.get(), line -> texts.stream().noneMatch(text -> says(line, text)));
                load();
            } else {
                List<Entry> all = StreamSupport.stream(spliterator(), false).toList();
                purge();
                all.stream()
                        .filter(entry -> texts.stream().noneMatch(text -> says(":" + escaped(entry.line()), text)))
                        .forEach(entry -> super.add(entry.time(), entry.line()));
            }
        } catch (IOException e) {
            LOG.warn("what was typed of a deleted message may still be in {}", file, e);
        }
    }

    /** Whether a line of the file, which begins with its time, says this text, anew or in place of another. */
    private static boolean says(String line, String text) {
        String typed = line.substring(line.indexOf(':') + 1);
        String gone = escaped(text);
        return typed.equals(gone)
                || typed.equals("/" + gone)
                || (typed.startsWith("/edit ") && typed.endsWith(" " + gone));
    }

    /** As the editor writes it. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static void rewrite(Path file, Predicate<String> keeps) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] after = new String(before, StandardCharsets.UTF_8)
                .lines()
                .filter(keeps)
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        if (after.length >= before.length) {
            return; // there was none
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rwd")) {
            open.write(after);
            open.write(new byte[before.length - after.length]);
            open.setLength(after.length);
        }
    }

    /** The file, made if need be; empty where none can be, which is no reason not to chat. */
    static Optional<Path> file(Path stateFolder, NetworkName network) {
        Path file = stateFolder.resolve("input-" + network);
        try {
            if (!Files.exists(stateFolder)) {
                Files.createDirectories(stateFolder.toAbsolutePath().getParent());
                Files.createDirectory(stateFolder, mode("rwx------"));
            }
            if (!Files.exists(file)) {
                Files.createFile(file, mode("rw-------"));
            }
            return Optional.of(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("typed lines are not kept: {}", file, e);
            return Optional.empty();
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
