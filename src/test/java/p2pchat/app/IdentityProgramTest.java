package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.cli.IdentityOptions;
import p2pchat.cli.IdentityRequest;
import p2pchat.cli.IdentityRequest.Action;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyFile;
import p2pchat.crypto.Passphrase;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;

final class IdentityProgramTest {

    @TempDir
    private Path folder;

    @Test
    void copiesKeyToAnotherMachine() {
        PersonKey ann = create("ann");
        Path copy = folder.resolve("copy.pem");
        run("ann", Action.EXPORT, Optional.of(copy), IdentityOptions.DEFAULT);
        run("new", Action.IMPORT, Optional.of(copy), IdentityOptions.DEFAULT);
        assertThat(person("new", Passphrase.NONE)).isEqualTo(ann);
        run("new", Action.IMPORT, Optional.of(copy), IdentityOptions.DEFAULT);
        assertThat(person("new", Passphrase.NONE)).as("imported again").isEqualTo(ann);
    }

    @Test
    void neverReplacesKey() throws IOException {
        create("ann");
        PersonKey bob = create("bob");
        Path copy = folder.resolve("copy.pem");
        run("ann", Action.EXPORT, Optional.of(copy), IdentityOptions.DEFAULT);
        String content = Files.readString(copy);
        assertProblem(Problem.KeyExists.class, "bob", Action.EXPORT, Optional.of(copy));
        assertThat(copy).hasContent(content);
        assertProblem(Problem.IdentityExists.class, "bob", Action.IMPORT, Optional.of(copy));
        assertThat(person("bob", Passphrase.NONE)).isEqualTo(bob);
    }

    @Test
    void explainsMissingKey() {
        for (Action action : List.of(Action.SHOW, Action.DEVICES, Action.PASSPHRASE)) {
            assertProblem(Problem.IdentityMissing.class, "ann", action, Optional.empty());
        }
        assertProblem(Problem.IdentityMissing.class, "ann", Action.EXPORT, Optional.of(folder.resolve("copy")));
        assertProblem(Problem.IdentityMissing.class, "ann", Action.IMPORT, Optional.of(folder.resolve("copy")));
        assertThat(folder.resolve("ann")).as("created by a look").doesNotExist();
    }

    @Test
    void setsChangesAndRemovesPassphrase() throws IOException {
        PersonKey ann = create("ann");
        changePassphrase(IdentityOptions.DEFAULT, "one", "one");
        assertThat(Files.readString(file("ann"))).contains("ENCRYPTED");
        assertThat(person("ann", path -> Optional.of("one".toCharArray()))).isEqualTo(ann);
        IdentityOptions options = new IdentityOptions(
                Optional.empty(), Optional.of(Files.writeString(folder.resolve("p"), "one\n")), Optional.empty());
        changePassphrase(options, "two", "two");
        assertThat(person("ann", path -> Optional.of("two".toCharArray()))).isEqualTo(ann);
        Path copy = folder.resolve("copy.pem");
        run("ann", Action.EXPORT, Optional.of(copy), IdentityOptions.DEFAULT);
        assertThat(new KeyFile(copy).isEncrypted()).isTrue();
        changePassphrase(command("echo two"), "", "");
        assertThat(person("ann", Passphrase.NONE)).isEqualTo(ann);
    }

    @Test
    void keepsPassphraseIfInputsDiffer() {
        create("ann");
        assertThatThrownBy(() -> changePassphrase(IdentityOptions.DEFAULT, "one", "oen"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOf(Problem.PassphraseUnavailable.class));
        assertThat(new KeyFile(file("ann")).isEncrypted()).isFalse();
    }

    @Test
    void explainsFailureOfPassphraseCommand() {
        create("ann");
        changePassphrase(IdentityOptions.DEFAULT, "one", "one");
        for (String command : List.of("exit 3", "echo", "true", "no-such-command 2>/dev/null")) {
            assertThatThrownBy(() -> run("ann", Action.SHOW, Optional.empty(), command(command)))
                    .as(command)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem()).isInstanceOf(Problem.PassphraseUnavailable.class));
        }
        run("ann", Action.SHOW, Optional.empty(), command("echo one"));
    }

    private static IdentityOptions command(String command) {
        return new IdentityOptions(Optional.empty(), Optional.empty(), Optional.of(command));
    }

    private void changePassphrase(IdentityOptions options, String... inputs) {
        Iterator<String> typed = List.of(inputs).iterator();
        new IdentityProgram(
                        root("ann"),
                        request(Action.PASSPHRASE, Optional.empty(), options),
                        prompt -> Optional.of(typed.next().toCharArray()))
                .run();
    }

    private void assertProblem(Class<? extends Problem> problem, String user, Action action, Optional<Path> other) {
        assertThatThrownBy(() -> run(user, action, other, IdentityOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(problem));
    }

    private void run(String user, Action action, Optional<Path> other, IdentityOptions options) {
        assertThat(new IdentityProgram(root(user), request(action, other, options)).run())
                .isZero();
    }

    private static IdentityRequest request(Action action, Optional<Path> other, IdentityOptions options) {
        return new IdentityRequest(action, other, options, Optional.empty(), OutputFormat.PLAIN);
    }

    private PersonKey create(String user) {
        return KeyFile.readOrCreate(file(user), new SecureRandom()).person();
    }

    private PersonKey person(String user, Passphrase passphrase) {
        return new KeyFile(file(user)).read(passphrase).orElseThrow().person();
    }

    private Path file(String user) {
        return root(user).folder().resolve(Identity.FILE);
    }

    private DataRoot root(String user) {
        return new DataRoot(folder.resolve(user));
    }
}
