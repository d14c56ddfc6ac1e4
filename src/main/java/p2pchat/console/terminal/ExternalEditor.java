package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Edits a draft in the user's editor: {@code $VISUAL}, {@code $EDITOR} or {@code vi}. The draft is in a temporary file
 * that only its owner can read.
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
        Path file = Files.createTempFile("p2p-chat-", ".txt"); // readable by its owner only
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
            Files.deleteIfExists(file);
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
