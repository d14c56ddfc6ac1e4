package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invitations in real processes: where their secret is not, and what a false network can do with them. */
@Timeout(240)
@Tag("processes")
final class InvitationSecretTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    /** Attack 46: the link in arguments, history files, logs and stores. */
    @Test
    void secretIsInNoArgumentAndNoFile() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        Path annsHome = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", annsHome, "--create", "--policy", "invite");
        String link = ann.command("\"do\":\"invite\"").text("secret");
        String secret = link.substring(link.indexOf('#') + 1, link.indexOf('#') + 40);
        Path bobsHome = processes.newFolder("bob");
        RunningNode bob = new RunningNode(processes.start(
                "bob", List.of("join", "-", "-n", "bob", "--data-dir", bobsHome.toString(), "-o", "json")));
        bob.process().type(link + "\n");
        bob.hello();
        bob.accepted(bob.say("the rest of the input are commands"));

        for (RunningNode node : List.of(ann, bob)) {
            Path arguments =
                    Path.of("/proc", Long.toString(node.process().process().pid()), "cmdline");
            assertThat(Files.readString(arguments)).contains("-o").doesNotContain(secret);
        }
        for (Path home : List.of(annsHome, bobsHome)) {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertThat(content.contains(secret)).as(file.toString()).isFalse();
                }
            }
        }
        RunningProcess refused = processes.start("argument", List.of("join", link));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err().toString())
                .contains("an invitation must not be an argument")
                .doesNotContain(secret);
    }

    /** Attack 35a: a false directory has an open network of the same name. A newcomer with a spoken code sees nothing. */
    @Test
    void falseNetworkShowsNothing() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann", "--create", "--policy", "invite");
        String code = ann.command("\"do\":\"invite\",\"spoken\":true").text("secret");
        RunningDirectory falseDirectory = processes.directory();
        RunningNode mallory = processes.node(falseDirectory, network, "ann");
        mallory.hello();

        RunningNode bob = new RunningNode(processes.start(
                "bob",
                List.of(
                        "join",
                        "-",
                        "-g",
                        network,
                        "--nds",
                        falseDirectory.address().toString(),
                        "--data-dir",
                        processes.newFolder("bob").toString(),
                        "-o",
                        "json")));
        bob.process().type(code + "\n");

        assertThat(bob.exitCode()).isEqualTo(5);
        assertThat(bob.events()).noneMatch(event -> event.is("hello") || event.is("message") || event.is("member"));
        assertThat(bob.process().err().toString()).contains("its leader does not know your invitation");
    }
}
