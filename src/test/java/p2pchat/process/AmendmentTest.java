package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests editing and deleting messages between real processes (protocol 2.8). */
@Timeout(240)
@Tag("processes")
final class AmendmentTest {

    private static final String SECRET = "the-secret-is-out";

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final String network = Processes.newNetwork();

    @Test
    void deletedTextIsGoneFromAllLogs() {
        RunningDirectory directory = processes.sharedDirectory();
        Path annsHome = folder.resolve("ann");
        Path bobsHome = folder.resolve("bob");
        RunningNode ann = processes.node(directory, network, "ann", annsHome);
        ann.hello(); // the founder may delete messages of others
        RunningNode bob = processes.node(directory, network, "bob", bobsHome);
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        ann.say("before");
        String secret = id(ann.command("\"do\":\"send\",\"text\":\"" + SECRET + "\""));
        bob.awaitText(SECRET);

        ann.command("\"do\":\"edit\",\"id\":\"" + secret + "\",\"text\":\"" + SECRET + " again\"");
        Event edit = bob.await(
                "the edit", event -> event.is("edit") && event.text("text").endsWith("again"));
        assertThat(edit.text("id")).as("id of the edited message").isEqualTo(secret);
        Event refused = bob.command("\"do\":\"delete\",\"id\":\"" + secret + "\"");
        assertThat(refused.flag("ok")).isFalse();
        assertThat(refused.text("what")).contains("your own messages");
        Event unknown = bob.command("\"do\":\"delete\",\"id\":\"00000000-0000-0000-0000-000000000000\"");
        assertThat(unknown.text("what")).contains("there is no message");

        assertThat(ann.command("\"do\":\"delete\",\"id\":\"" + secret + "\"").flag("ok"))
                .isTrue();
        assertThat(bob.await("the deletion", event -> event.is("delete")).text("id"))
                .isEqualTo(secret);
        assertThat(ann.command("\"do\":\"edit\",\"id\":\"" + secret + "\",\"text\":\"x\"")
                        .text("what"))
                .contains("is already deleted");
        List.of(ann, bob).forEach(RunningNode::leave);
        assertThat(List.of(ann.exitCode(), bob.exitCode()))
                .as("both were refused something")
                .containsOnly(6);
        for (Path home : List.of(annsHome, bobsHome)) {
            RunningProcess history = processes.start(
                    "history", List.of("history", "-g", network, "--data-dir", home.toString(), "--format", "txt"));
            assertThat(history.exitCode()).isZero();
            assertThat(history.out()).hasSize(2).first().asString().endsWith("ann: before");
            assertThat(history.out().get(1)).endsWith("ann: (deleted)");
        }
    }

    private static String id(Event reply) {
        assertThat(reply.flag("ok")).isTrue();
        return reply.text("id");
    }
}
