package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A closed group of real processes, each with an identity of its own: who comes in, who goes, and who decides. */
@Timeout(240)
@Tag("processes")
final class ClosedGroupTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    /** A link admits while the founder and the directory are gone. */
    @Test
    void linkAdmitsAfterFounderAndDirectoryDied() throws IOException {
        RunningDirectory directory = processes.directory();
        RunningNode ann = founder(directory, "invite");
        RunningNode stranger = processes.node(directory, network, "eve");
        assertThat(stranger.exitCode()).isEqualTo(5);
        RunningNode bob = join(directory, "bob", link(ann, ""));
        assertThat(ann.command("\"do\":\"role\",\"nick\":\"bob\",\"role\":\"admin\"")
                        .flag("ok"))
                .isTrue();
        ann.accepted(ann.say("welcome"));
        bob.awaitText("welcome");

        ann.kill();
        bob.awaitGroup(bob.id(), Set.of(bob.id()));
        String link = link(bob, "");
        directory.process().kill();
        RunningNode cem = join(directory, "cem", link, "--history", "9");

        cem.awaitState("both are members", state -> state.nodes("members").size() == 2);
        cem.awaitText("welcome");
        assertThat(cem.delivered(cem.say("thank you")).nodes("direct")).containsExactly(bob.id());
    }

    /** A spoken code admits one person, and an approval another. */
    @Test
    void codeAndApprovalAdmit() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = founder(directory, "approve");
        String code = link(ann, ",\"spoken\":true");
        assertThat(code).hasSizeLessThan(30);
        RunningNode bob = join(directory, "bob", code, "-g", network, "--nds", directory.address() + "");

        RunningNode cem = processes.node(directory, network, "cem");
        Event wanted = ann.await("cem asks", event -> event.is("approval_wanted"));
        assertThat(wanted.json().toString()).contains("\"cem\"");
        assertThat(ann.command("\"do\":\"approve\",\"nick\":\"cem\"").flag("ok"))
                .isTrue();

        cem.awaitState("three are members", state -> state.nodes("members").size() == 3);
        assertThat(cem.delivered(cem.say("hello")).nodes("direct")).containsExactlyInAnyOrder(ann.id(), bob.id());
    }

    /** A removed member ends and does not come back, the leader as well as another one. */
    @Test
    void removedMembersEnd() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = founder(directory, "invite");
        Path bobsHome = processes.newFolder("bob");
        RunningNode bob = join(directory, "bob", bobsHome, link(ann, ""));
        RunningNode cem = join(directory, "cem", link(ann, ""));
        List.of(ann, bob, cem)
                .forEach(node -> node.awaitState(
                        "three are members", state -> state.nodes("members").size() == 3));

        assertThat(ann.command("\"do\":\"kick\",\"nick\":\"bob\",\"reason\":\"spam\"")
                        .flag("ok"))
                .isTrue();

        assertThat(bob.exitCode()).isEqualTo(7);
        Set<Integer> rest = Set.of(ann.id(), cem.id());
        List.of(ann, cem).forEach(node -> node.awaitGroup(ann.id(), rest));
        assertThat(cem.await("cem reads of it", event -> event.is("removed")).text("reason"))
                .isEqualTo("spam");
        RunningNode again = processes.node(directory, network, "bob", bobsHome);
        assertThat(again.exitCode()).isEqualTo(7);
    }

    /** A member that was frozen when it was removed ends, and enters once, with a new id, when it is invited again. */
    @Test
    void frozenMemberEndsAndIsInvitedAgain() throws IOException {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = founder(directory, "invite");
        assertThat(ann.command("\"do\":\"kick\",\"nick\":\"ann\"").flag("ok")).isFalse();
        Path bobsHome = processes.newFolder("bob");
        RunningNode bob = join(directory, "bob", bobsHome, link(ann, ""));
        bob.delivered(bob.say("before"));

        bob.freeze();
        assertThat(ann.command("\"do\":\"kick\",\"nick\":\"bob\"").flag("ok")).isTrue();
        ann.awaitGroup(ann.id(), Set.of(ann.id()));
        bob.thaw();
        assertThat(bob.exitCode()).isEqualTo(7);

        RunningNode again = join(directory, "bob", bobsHome, link(ann, ""));
        assertThat(again.id()).isNotEqualTo(bob.id());
        assertThat(again.nick()).isEqualTo("bob");
        ann.awaitGroup(ann.id(), Set.of(ann.id(), again.id()));
        again.delivered(again.say("after"));
        assertThat(again.events()).filteredOn(event -> event.is("hello")).hasSize(1);
        ann.awaitText("after");
        assertThat(ann.texts()).contains("before");
    }

    private RunningNode founder(RunningDirectory directory, String policy) {
        RunningNode ann = processes.node(directory, network, "ann", "--create", "--policy", policy);
        ann.hello();
        return ann;
    }

    private static String link(RunningNode node, String more) {
        return node.command("\"do\":\"invite\"" + more).text("secret");
    }

    private RunningNode join(RunningDirectory directory, String nick, String secret, String... more)
            throws IOException {
        return join(directory, nick, processes.newFolder(nick), secret, more);
    }

    private RunningNode join(RunningDirectory directory, String nick, Path home, String secret, String... more)
            throws IOException {
        Path file = Files.writeString(Files.createTempFile("invitation", ""), secret + "\n");
        List<String> arguments = Stream.concat(
                        Stream.of("join", "--invite", file.toString(), "-n", nick),
                        Stream.concat(Stream.of("--data-dir", home.toString(), "-o", "json"), Stream.of(more)))
                .toList();
        RunningNode node = new RunningNode(processes.start(nick, arguments));
        node.hello();
        Files.delete(file);
        assertThat(directory.address()).isNotNull();
        return node;
    }
}
