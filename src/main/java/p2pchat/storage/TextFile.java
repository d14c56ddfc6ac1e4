package p2pchat.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import p2pchat.crypto.PrivateFile;

/** Writes small texts that only their owner can read. */
final class TextFile {

    private TextFile() {}

    /** Replaces the file, or creates it. A crash leaves the old or the new content. Blocks. */
    static void replace(Path file, String text) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        PrivateFile.createFolder(folder);
        Path temporary = Files.createTempFile(folder, String.valueOf(file.getFileName()), ".new"); // with mode 0600
        try {
            Files.writeString(temporary, text);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
