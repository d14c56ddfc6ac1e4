package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The editor a person is used to, for a longer text: the program that {@code $VISUAL} or {@code $EDITOR} names, or
 * {@code vi}, with the draft in a file that nobody else can read and that is gone afterwards.
 *
 * @param command as for a shell: it may have options
 */
record ExternalEditor(String command) {

    /** Beyond every text that can be sent; so much is read, and said to be too long. */
    private static final int MOST_BYTES = 1024 * 1024;

    static ExternalEditor of(Map<String, String> environment) {
        return new ExternalEditor(List.of("VISUAL", "EDITOR").stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(named -> !named.isBlank())
                .findFirst()
                .orElse("vi"));
    }

    /**
     * What became of the draft. The program has the terminal until the person is done, however long that takes.
     *
     * @throws IOException with the reason in words, if there is no new text; then the draft is to stay as it was
     */
    String edit(String draft) throws IOException {
        Path file = Files.createTempFile("p2p-chat-", ".txt"); // for its owner only
        try {
            Files.writeString(file, draft);
            int code = run(file);
            if (code != 0) {
                throw new IOException(command + " ended with code " + code);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("the text is too long for a message");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).stripTrailing();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Its exit code. It does not outlive this program's wish to end. */
    private int run(Path file) throws IOException {
        Process editor = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start();
        try {
            return editor.waitFor();
        } catch (InterruptedException e) {
            editor.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("the program ends", e);
        }
    }
}
