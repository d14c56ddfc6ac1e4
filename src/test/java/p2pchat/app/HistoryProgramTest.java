package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.IdentityOptions;
import p2pchat.cli.IdentityRequest;
import p2pchat.cli.LogOptions;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.Passphrase;
import p2pchat.log.LogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;
import p2pchat.storage.SqliteNetworkStore;

/** Which key a log needs to be read, and what changes of that key change. */
final class HistoryProgramTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");

    @TempDir
    private Path folder;

    private DataRoot root;
    private Path identity;

    /** Writes a log of ann with one text. */
    @BeforeEach
    void write() {
        root = DataRoot.of(Map.of("XDG_DATA_HOME", folder.toString()), folder);
        identity = root.folder().resolve(Identity.FILE);
        try (NodeHome home = NodeHome.openFree(root, new Nick("ann"))) {
            Identity ann = Identity.readOrCreate(identity, Passphrase.NONE, new SecureRandom());
            KeyRings keys =
                    new KeyRings(ann.deviceOrCreate(home.folder(), new SecureRandom(), 0), new SecureRandom(), () -> 0);
            NetworkId network = keys.found(LUNCH, keys.device().key(), Genesis.DirectoryMode.PINNED);
            try (SqliteNetworkStore store =
                    SqliteNetworkStore.open(home.store(LUNCH, network), network, LUNCH, keys, () -> 0)) {
                ChatMessage text = TestMessages.create(
                        new MessageId(new UUID(1, 1)),
                        new MessageKey(new NodeId(1), 1),
                        Optional.empty(),
                        List.of(),
                        1,
                        1_000,
                        ChatMessage.Kind.TEXT,
                        "soup at noon?",
                        Optional.empty());
                store.append(new LogStore.Batch(
                                List.of(new LogStore.Entry(text, true, OrderMark.PLAIN)),
                                List.of(),
                                List.of(),
                                Optional.empty()))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    @Test
    void readsTheLogWithTheUsualKey() throws IOException {
        assertReads(IdentityOptions.DEFAULT);
    }

    @Test
    void namesTheKeyThatIsMissing() throws IOException {
        Path elsewhere = Files.move(identity, folder.resolve("elsewhere.pem"));
        assertThat(problemOf(IdentityOptions.DEFAULT)).isEqualTo(new Problem.StoreLocked(log(), identity));
        assertThat(identity).as("created by a look").doesNotExist();
        assertReads(options(elsewhere, ""));
    }

    @Test
    void refusesTheKeyOfAnotherPerson() {
        Path bobs = folder.resolve("bob.pem");
        Identity unused = Identity.readOrCreate(bobs, Passphrase.NONE, new SecureRandom());
        assertThat(problemOf(options(bobs, ""))).isEqualTo(new Problem.StoreOfOtherPerson(log()));
    }

    /** A passphrase and a copy of the key leave the key and thus the log as they are. */
    @Test
    void logStaysReadableAfterChangesOfTheKey() throws IOException {
        new IdentityProgram(
                        root,
                        request(IdentityRequest.Action.PASSPHRASE, Optional.empty()),
                        prompt -> Optional.of("one".toCharArray()))
                .run();
        assertThat(Files.readString(identity)).contains("ENCRYPTED");
        assertReads(options(identity, "echo one"));
        assertThat(problemOf(options(identity, "echo two"))).isInstanceOf(Problem.IdentityUnusable.class);
        assertThat(problemOf(options(identity, "exit 1"))).isInstanceOf(Problem.PassphraseUnavailable.class);

        Path copy = Files.move(identity, folder.resolve("copy.pem"));
        new IdentityProgram(
                        root,
                        new IdentityRequest(
                                IdentityRequest.Action.IMPORT,
                                Optional.of(copy),
                                new IdentityOptions(Optional.empty(), Optional.empty(), Optional.of("echo one")),
                                Optional.empty(),
                                OutputFormat.HUMAN))
                .run();
        assertReads(options(identity, "echo one"));
    }

    private static IdentityRequest request(IdentityRequest.Action action, Optional<Path> other) {
        return new IdentityRequest(action, other, IdentityOptions.DEFAULT, Optional.empty(), OutputFormat.HUMAN);
    }

    /** @param passphrase a command that prints it; empty for none */
    private static IdentityOptions options(Path key, String passphrase) {
        return new IdentityOptions(
                Optional.of(key), Optional.empty(), Optional.of(passphrase).filter(text -> !text.isEmpty()));
    }

    private Path log() {
        return root.findLog(LUNCH, Optional.empty(), new Nick("ann"));
    }

    private void assertReads(IdentityOptions key) throws IOException {
        Path exported = folder.resolve("lunch.txt");
        assertThat(run(key, exported)).isZero();
        assertThat(exported).content().contains("soup at noon?");
    }

    private Problem problemOf(IdentityOptions key) {
        Path exported = folder.resolve("nothing.txt");
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> run(key, exported));
        assertThat(exported).doesNotExist();
        return refused.problem();
    }

    private int run(IdentityOptions key, Path exported) {
        LogOptions log = new LogOptions(LUNCH, new Nick("ann"), Optional.empty(), OutputFormat.PLAIN);
        HistoryOptions.Filter all = new HistoryOptions.Filter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
        return new HistoryProgram(
                        root,
                        new HistoryOptions(
                                log,
                                key,
                                false,
                                all,
                                Optional.of(new HistoryOptions.Export(ExportFormat.TXT, Optional.of(exported), true))),
                        ZoneOffset.UTC)
                .run();
    }
}
