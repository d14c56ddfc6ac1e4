package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import p2pchat.crypto.Identity;
import p2pchat.crypto.Passphrase;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.Sha256;

/** Tests that no file of a node contains a text, and that only its identity can read its log (protocol 2.14). */
@Timeout(240)
@Tag("processes")
final class AtRestTest {

    private static final String SENT = "noodles-at-noon";
    private static final String EDITED = "noodles-at-one";
    private static final String LONG = "a-long-text ".repeat(3_000);
    private static final String DELETED = "gr\u00fc\u00dfe-aus-k\u00f6ln";
    private static final String SEARCHED = "noodles-nobody-said";
    private static final String INVALID = "noodles-in-invalid-json";

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    /** Attacks 21 and 46: searches all files while two nodes run, after a kill and after an exit. */
    @Test
    void filesContainNoText() throws IOException {
        Path home = processes.newFolder("ann");
        Path root = home.resolveSibling(".");
        Files.createDirectory(root.resolve("tmp"));
        List<String> within = List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + root.resolve("tmp"));
        RunningDirectory directory = processes.directory();
        RunningNode ann = processes.node(within, directory, network, "ann", home);
        RunningNode bob = processes.node(directory, network, "bob");
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        String sent = ann.command("\"do\":\"send\",\"text\":\"" + SENT + "\"").text("id");
        ann.command("\"do\":\"edit\",\"id\":\"" + sent + "\",\"text\":\"" + EDITED + "\"");
        String deleted =
                bob.command("\"do\":\"send\",\"text\":\"" + DELETED + "\"").text("id");
        ann.awaitText(DELETED);
        assertThat(textsIn(root)).isEmpty();
        bob.command("\"do\":\"delete\",\"id\":\"" + deleted + "\"");
        ann.command("\"do\":\"search\",\"text\":\"" + SEARCHED + "\"");
        ann.process().type("{\"do\":\"send\",\"text\":\"" + INVALID + "\",}\n");
        ann.delivered(ann.say(LONG));
        bob.awaitText(LONG);
        ann.kill();
        assertThat(textsIn(root)).isEmpty();
        bob.leave();
        int unused = bob.exitCode();
        assertThat(textsIn(root)).isEmpty();
        assertThat(history(home).out()).hasSize(3).anyMatch(line -> line.contains(EDITED));
    }

    /** A copy of the store is worth nothing without the identity, and with another one. */
    @Test
    void logNeedsIdentity() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", home);
        ann.accepted(ann.say(SENT));
        ann.leave();
        ann.exitCode();
        Path identity = home.resolve("identity.pem");
        Path elsewhere = Files.move(identity, home.resolveSibling("elsewhere.pem"));

        RunningProcess locked = history(home);
        assertThat(locked.exitCode()).isEqualTo(8);
        assertThat(locked.err()).anyMatch(line -> line.contains("--identity FILE"));
        RunningProcess restarted =
                processes.node(directory, network, "ann", home).process();
        assertThat(restarted.exitCode()).isEqualTo(8);
        assertThat(identity).as("a new key, which would get in the way").doesNotExist();
        assertThat(history(home, "--identity", elsewhere.toString()).out()).anyMatch(line -> line.contains(SENT));

        Path bobs = processes.newFolder("bob").resolve("identity.pem");
        Identity unused = Identity.readOrCreate(bobs, Passphrase.NONE, new SecureRandom());
        RunningProcess ofBob = history(home, "--identity", bobs.toString());
        assertThat(ofBob.exitCode()).isEqualTo(8);
        assertThat(ofBob.err()).anyMatch(line -> line.contains("the key of another person"));
    }

    private RunningProcess history(Path home, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of("history", "-g", network, "--data-dir", home.toString(), "--format", "txt"),
                        Stream.of(more))
                .toList();
        RunningProcess history = processes.start("history", arguments);
        int unused = history.exitCode();
        return history;
    }

    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException deletedMeanwhile) {
            return "";
        }
    }

    /** Returns the files that contain one of the texts in a usual encoding, or a hash that would reveal a guessed text. */
    private static Set<String> textsIn(Path root) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = read(file);
                for (String text : List.of(SENT, EDITED, DELETED, "a-long-text", SEARCHED, INVALID)) {
                    for (Charset charset : List.of(
                            StandardCharsets.UTF_8,
                            StandardCharsets.UTF_16LE,
                            StandardCharsets.UTF_16BE,
                            StandardCharsets.ISO_8859_1)) {
                        if (bytes.contains(new String(text.getBytes(charset), StandardCharsets.ISO_8859_1))) {
                            found.add(root.relativize(file) + " contains " + text + " in " + charset);
                        }
                    }
                    Body guess = new Body(Bytes.of(new byte[Body.SALT_SIZE]), text);
                    for (byte[] hash : List.of(
                            Sha256.digest(guess.utf8()), guess.commitment().toArray())) {
                        if (bytes.contains(new String(hash, StandardCharsets.ISO_8859_1))) {
                            found.add(root.relativize(file) + " contains a hash of " + text);
                        }
                    }
                }
            }
        }
        return found;
    }
}
