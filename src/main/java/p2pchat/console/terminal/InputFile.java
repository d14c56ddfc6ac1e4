package p2pchat.console.terminal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkName;
import p2pchat.model.TextCipher;

/**
 * The file with the input history of one network. Only its owner can read it, and each text in it is encrypted. Several
 * processes may append to it, even with different keys. All methods block.
 */
record InputFile(Path path, TextCipher cipher) {

    /** The file keeps at least this many texts, and at most half as many more. */
    static final int MAX_TEXTS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(InputFile.class);

    /** Returns the file, created if necessary; empty if that fails, and then the history is not stored. */
    static Optional<InputFile> open(Path stateFolder, NetworkName network, TextCipher cipher) {
        Path path = stateFolder.resolve("input-" + network);
        try {
            if (!Files.exists(stateFolder)) {
                Files.createDirectories(stateFolder.toAbsolutePath().getParent());
                Files.createDirectory(stateFolder, mode("rwx------"));
            }
            if (!Files.exists(path)) {
                Files.createFile(path, mode("rw-------"));
            }
            return Optional.of(new InputFile(path, cipher));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("the input history is not stored: {}", path, e);
            return Optional.empty();
        }
    }

    /** Returns the texts that this key opens, oldest first, and removes the oldest if there are too many. */
    List<String> read() throws IOException {
        List<String> lines = lines();
        if (lines.size() > MAX_TEXTS + MAX_TEXTS / 2) {
            lines = lines.subList(lines.size() - MAX_TEXTS, lines.size());
            overwrite(lines);
        }
        return lines.stream().flatMap(line -> cipher.decrypt(line).stream()).toList();
    }

    void append(String text) throws IOException {
        Files.writeString(path, cipher.encrypt(text) + "\n", StandardOpenOption.APPEND);
    }

    /** Removes texts, even those that other processes appended. Overwrites their bytes in place. */
    void removeIf(Predicate<String> removed) throws IOException {
        List<String> lines = lines();
        List<String> kept = lines.stream()
                .filter(line -> cipher.decrypt(line).filter(removed).isEmpty())
                .toList();
        if (kept.size() < lines.size()) {
            overwrite(kept);
        }
    }

    private List<String> lines() throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
    }

    private void overwrite(List<String> lines) throws IOException {
        byte[] content = lines.stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rwd")) {
            long before = file.length();
            file.write(content);
            file.write(new byte[Math.max(0, (int) before - content.length)]);
            file.setLength(content.length);
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
