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
 * The input history of each network, in a file that only its owner can read. Lines are added by {@link #remember}, not by
 * JLine, because answers to questions do not belong here and a paste is one entry.
 */
final class InputHistory extends DefaultHistory {

    /** The file has at least this many lines, and at most half as many more. */
    static final int MAX_LINES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(InputHistory.class);

    private final Function<NetworkName, Optional<Path>> files;
    private Optional<Path> file = Optional.empty();

    /** @param files returns the file of a network, if one is used: for no network, or for all */
    InputHistory(Function<NetworkName, Optional<Path>> files) {
        this.files = files;
    }

    /** Switches to the history of a network. */
    void use(NetworkName network, LineReader reader) {
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
            LOG.warn("cannot read the input history from {}", file, e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        // JLine would add every line
    }

    /** Adds a text. The Up key offers it first unless the user is browsing older lines. */
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
     * Removes every line of a network that contains one of these texts, even those that other processes added to the
     * file. Overwrites the bytes in place.
     */
    void forget(NetworkName network, List<String> texts) {
        Optional<Path> target = files.apply(network);
        try {
            if (target.isPresent() && !target.equals(file)) {
                rewrite(target.get(), line -> texts.stream().noneMatch(text -> contains(line, text)));
            } else if (file.isPresent()) {
                save();
                rewrite(file.get(), line -> texts.stream().noneMatch(text -> contains(line, text)));
                load();
            } else {
                List<Entry> all = StreamSupport.stream(spliterator(), false).toList();
                purge();
                all.stream()
                        .filter(entry -> texts.stream().noneMatch(text -> contains(":" + escaped(entry.line()), text)))
                        .forEach(entry -> super.add(entry.time(), entry.line()));
            }
        } catch (IOException e) {
            LOG.warn("the text of a deleted message may still be in {}", file, e);
        }
    }

    /** Whether a line of the file, which begins with its time, sends this text or edits a message to it. */
    private static boolean contains(String line, String text) {
        String typed = line.substring(line.indexOf(':') + 1);
        String removed = escaped(text);
        return typed.equals(removed)
                || typed.equals("/" + removed)
                || (typed.startsWith("/edit ") && typed.endsWith(" " + removed));
    }

    /** Escapes a text as JLine does in the file. */
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
            return; // nothing was removed
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rwd")) {
            open.write(after);
            open.write(new byte[before.length - after.length]);
            open.setLength(after.length);
        }
    }

    /** Returns the file, created if necessary; empty if that fails, and then the history is not stored. */
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
            LOG.warn("the input history is not stored: {}", file, e);
            return Optional.empty();
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
