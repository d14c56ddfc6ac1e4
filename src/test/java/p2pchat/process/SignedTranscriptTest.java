package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a log of real nodes proves itself, in the store and as a transcript. */
@Timeout(240)
@Tag("processes")
final class SignedTranscriptTest {

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final String network = Processes.newNetwork();

    @Test
    void transcriptIsProvenWithoutNodeAndStore() throws Exception {
        RunningDirectory directory = processes.sharedDirectory();
        Path annsHome = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", annsHome);
        RunningNode bob = processes.node(directory, network, "bob", processes.newFolder("bob"));
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        bob.say("we meet at noon");
        ann.awaitText("we meet at noon");
        String secret = ann.command("\"do\":\"send\",\"text\":\"forget this\"").text("id");
        bob.awaitText("forget this");
        ann.command("\"do\":\"delete\",\"id\":\"" + secret + "\"");
        bob.await("the deletion", event -> event.is("delete"));

        Event whole = result(0, "history", "-g", network, "--data-dir", annsHome.toString(), "--verify", "-o", "json");
        assertThat(whole.flag("proven")).isTrue();
        assertThat(whole.number("messages")).as("two texts and a deletion").isEqualTo(3);

        Path exported = folder.resolve("live.signed");
        assertThat(ann.command("\"do\":\"export\",\"format\":\"signed\",\"file\":\"" + exported + "\"")
                        .number("count"))
                .isEqualTo(3);
        List.of(ann, bob).forEach(RunningNode::leave);
        assertThat(ann.exitCode()).isZero();
        Path file = folder.resolve("lunch.signed");
        run(0, "history", "-g", network, "--data-dir", annsHome.toString(), "--out", file.toString());
        Event proof = result(0, "verify", exported.toString(), "-o", "json");
        assertThat(proof.flag("proven")).isTrue();
        assertThat(proof.number("messages")).isEqualTo(3);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).anyMatch(line -> line.contains("we meet at noon"));
        assertThat(lines).noneMatch(line -> line.contains("forget this"));

        int meeting = indexOf(lines, "we meet at noon");
        List<String> altered = new ArrayList<>(lines);
        altered.set(meeting, lines.get(meeting).replace("noon", "nine"));
        Files.write(file, altered);
        RunningProcess verify = run(8, "verify", file.toString());
        assertThat(verify.out())
                .contains("line " + (meeting + 1) + ": message 1 of bob: not the text that its author signed");
    }

    /** A founder needs its card only when others join. */
    @Test
    void founderProvesItsMessagesAlone() {
        Path home = processes.newFolder("ann");
        RunningNode ann = processes.node(processes.sharedDirectory(), network, "ann", home);
        ann.accepted(ann.say("hello?"));
        Event whole = result(0, "history", "-g", network, "--data-dir", home.toString(), "--verify", "-o", "json");
        assertThat(whole.flag("proven")).isTrue();
    }

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + text);
    }

    private Event result(int code, String... arguments) {
        return Event.of(run(code, arguments).out().get(0));
    }

    private RunningProcess run(int code, String... arguments) {
        RunningProcess process = processes.start(arguments[0], List.of(arguments));
        assertThat(process.exitCode()).as(process.transcript()).isEqualTo(code);
        return process;
    }
}
