package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Edits a draft in the user's editor: {@code $VISUAL}, {@code $EDITOR} or {@code vi}. The draft is a file in a temporary
 * folder that only its owner can enter. The folder is deleted with all backups that the editor leaves in it.
 *
 * @param command a shell command, which may have options
 */
record ExternalEditor(String command) {

    /** More than any message; a larger file is not read. */
    private static final int MOST_BYTES = 1024 * 1024;

    static ExternalEditor of(Map<String, String> environment) {
        return new ExternalEditor(List.of("VISUAL", "EDITOR").stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(named -> !named.isBlank())
                .findFirst()
                .orElse("vi"));
    }

    /** Runs the editor in the terminal and returns the new text. The message of an exception is for the user. */
    String edit(String draft) throws IOException {
        Path folder = Files.createTempDirectory("p2p-chat-");
        Path file = Files.createTempFile(folder, "message-", ".txt"); // readable by its owner only
        try {
            Files.writeString(file, draft);
            int code = run(file);
            if (code != 0) {
                throw new IOException(command + " exited with code " + code);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("the text is too long for a message");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).stripTrailing();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Returns the exit code. Ends the editor when this program ends. */
    private int run(Path file) throws IOException {
        Process editor = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start();
        try {
            return editor.waitFor();
        } catch (InterruptedException e) {
            editor.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("the program is ending", e);
        }
    }
}
