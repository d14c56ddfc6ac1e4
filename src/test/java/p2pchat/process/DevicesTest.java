package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One person with several devices, in real processes. */
@Timeout(240)
@Tag("processes")
final class DevicesTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    /** While ann runs, a second terminal of hers, {@code send} beside it and {@code send} elsewhere (attack 48). */
    @Test
    void homesOfUserShareOnePerson() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = node(directory, "ann");
        ann.hello();
        RunningNode second = node(directory, "ann");
        assertThat(second.nick()).isEqualTo("ann2");
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();

        assertThat(send(directory, "ann", "beside").exitCode()).isZero();
        assertThat(send(directory, "cron", "elsewhere").exitCode()).isZero();

        bob.awaitText("beside");
        bob.awaitText("elsewhere");
        List<JsonElement> members =
                elements(bob.command("\"do\":\"members\""), "members").toList();
        assertThat(persons(members, Set.of("ann", "ann2", "cron"))).hasSize(1);
        assertThat(persons(members, Set.of("ann", "bob"))).hasSize(2);
        RunningProcess devices = processes.start("devices", List.of("identity", "devices", "-o", "plain"));
        assertThat(devices.exitCode()).isZero();
        assertThat(devices.out().stream().map(line -> line.replaceAll(".*/", "")))
                .containsExactly("ann", "ann2", "cron");
    }

    /** In a closed group, none of them needs an invitation (attack 48), until one is revoked. */
    @Test
    void homesOfUserNeedNoInvitationUntilRevoked() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = node(directory, "ann", "--create", "--policy", "invite");
        ann.hello();
        RunningNode laptop = node(directory, "laptop");
        laptop.hello();
        assertThat(send(directory, "ann", "beside").exitCode()).isZero();
        assertThat(send(directory, "cron", "elsewhere").exitCode()).isZero();
        List.of(ann, laptop).forEach(node -> {
            node.awaitText("beside");
            node.awaitText("elsewhere");
        });

        JsonElement lost = elements(ann.command("\"do\":\"devices\""), "devices")
                .filter(device ->
                        device.getAsJsonObject().get("nick").getAsString().equals("laptop"))
                .findFirst()
                .orElseThrow();
        String key = lost.getAsJsonObject().get("fingerprint").getAsString();
        assertThat(ann.command("\"do\":\"revoke_device\",\"device\":\"" + key + "\"")
                        .flag("ok"))
                .isTrue();
        assertThat(laptop.exitCode()).isEqualTo(7);
    }

    /** The first start makes the key without a question; a later one refuses a key that others can read (attack 47). */
    @Test
    void refusesKeyThatOthersCanRead() throws IOException {
        Path home = processes.newFolder("ann");
        Path key = home.resolve("identity.pem");
        List<String> nobody = List.of(
                "send", "-g", network, "--nds", Processes.freeAddress() + "", "--data-dir", home.toString(), "hello");
        assertThat(processes.start("first", nobody).exitCode()).isEqualTo(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        RunningProcess refused = processes.start("refused", nobody);
        assertThat(refused.exitCode()).isEqualTo(8);
        assertThat(refused.err().get(0)).isEqualTo("p2p-chat: cannot use the key in " + key);
        assertThat(refused.err().get(1)).contains("other users of this machine have access");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        assertThat(processes.start("accepted", nobody).exitCode()).isEqualTo(3);
    }

    private static Set<String> persons(List<JsonElement> members, Set<String> nicks) {
        return members.stream()
                .map(JsonElement::getAsJsonObject)
                .filter(member -> nicks.contains(member.get("nick").getAsString()))
                .map(member -> member.get("person").getAsString())
                .collect(Collectors.toSet());
    }

    private static Stream<JsonElement> elements(Event reply, String array) {
        return StreamSupport.stream(reply.json().getAsJsonArray(array).spliterator(), false);
    }

    private RunningNode node(RunningDirectory directory, String nick, String... more) {
        List<String> arguments =
                List.of("node", "-g", network, "-n", nick, "--nds", directory.address() + "", "-o", "json");
        return new RunningNode(processes.start(
                nick, Stream.concat(arguments.stream(), Stream.of(more)).toList()));
    }

    private RunningProcess send(RunningDirectory directory, String nick, String text) {
        return processes.start(
                "send", List.of("send", "-g", network, "-n", nick, "--nds", directory.address() + "", text));
    }
}
