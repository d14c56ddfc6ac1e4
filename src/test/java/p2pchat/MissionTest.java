package p2pchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.bench.WatchedGroup;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.model.ViewId;
import p2pchat.node.TimingProfile;
import p2pchat.process.Event;
import p2pchat.process.Processes;
import p2pchat.process.RunningDirectory;
import p2pchat.process.RunningNode;
import p2pchat.process.RunningProcess;
import p2pchat.process.SharedGroup;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.transport.DirectoryUser;
import p2pchat.transport.NdsCalls;

/** Tests each requirement of the mission, with real processes where it names them. */
@Timeout(240)
final class MissionTest {

    private static final FileDescriptor NDS =
            CreateNetworkRequest.getDescriptor().getFile();
    private static final FileDescriptor PEER =
            JoinNetworkRequest.getDescriptor().getFile();
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final Processes processes = new Processes();

    private final DirectoryUser user = new DirectoryUser();
    private final String network = Processes.newNetwork();

    @Test
    @DisplayName("M1 The system starts by starting the NDS.")
    void m1() throws Exception {
        RunningDirectory directory = processes.directory();
        List<NetworkInfo> none = call(directory, calls -> calls.networks(DirectoryCalls.ALL));
        assertThat(none).isEmpty();
        assertThat(processes.node(directory, network, "ann").id()).isEqualTo(1);

        directory.kill();
        RunningProcess tooEarly = processes.start(
                "bob",
                List.of(
                        "node",
                        "-g",
                        network,
                        "-n",
                        "bob",
                        "--nds",
                        directory.address().toString()));
        assertThat(tooEarly.exitCode()).isEqualTo(3);
    }

    @Test
    @DisplayName("M2 A node creates a network by a request to the NDS: OK, or FAIL (name taken). The creator leads.")
    void m2() throws Exception {
        RunningDirectory directory = processes.sharedDirectory();
        NetworkName name = new NetworkName(network);
        DirectoryRequest.Create create = user.create(name);
        Leader founder = create.founder();
        DirectoryReply ok = ask(directory, create);
        assertThat(ok)
                .isInstanceOfSatisfying(
                        DirectoryReply.Granted.class,
                        granted -> assertThat(granted.leader()).isEqualTo(founder));

        DirectoryReply fail = ask(directory, user.create(name));
        assertThat(fail)
                .isInstanceOfSatisfying(
                        DirectoryReply.NameTaken.class,
                        taken -> assertThat(taken.existing().leader()).contains(founder));
    }

    @Test
    @DisplayName("M3 Nodes fetch information about networks from the NDS periodically.")
    void m3() {
        RunningDirectory directory = processes.directory();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();

        directory.kill(); // the node notices without a request
        ann.awaitState(
                "the directory is unreachable", state -> state.text("directory").equals("unreachable"));
        directory.restart();
        ann.awaitState(
                "the directory is reachable", state -> state.text("directory").equals("reachable"));
    }

    @Test
    @DisplayName("M4 Joining: the leader gives the node an id, highest so far plus one, and tells all other members.")
    void m4() {
        List<RunningNode> group = byId(processes.sharedGroup());
        assertThat(group.stream().map(RunningNode::id)).containsExactly(1, 2, 3);
        group.subList(0, 2).forEach(node -> {
            Event join = node.await("n3 joins", event -> event.is("member") && event.number("id") == 3);
            assertThat(join.text("change")).isEqualTo("joined");
        });
    }

    private static List<RunningNode> byId(SharedGroup group) {
        return group.nodes().stream()
                .sorted(Comparator.comparing(RunningNode::id))
                .toList();
    }

    @Test
    @DisplayName("M5 Leaving: ask the leader; it tells all other members.")
    void m5() {
        SharedGroup shared = processes.sharedGroup();
        List<RunningNode> group = shared.nodes();
        RunningNode dan = processes.node(processes.sharedDirectory(), shared.network(), "dan");
        int id = dan.id();
        group.forEach(node -> node.await("dan", event -> event.is("member") && event.number("id") == id));
        dan.leave();

        assertThat(dan.exitCode()).isZero();
        assertThat(departure(group.get(0), id).text("change")).isEqualTo("left");
        // "left" too, unless a pong arrived before the leader's message, which has the reason
        group.subList(1, 3).forEach(node -> departure(node, id));
        shared.nodes(); // all three, without dan
    }

    private static Event departure(RunningNode node, int id) {
        return node.await(
                "n" + id + " leaves",
                event -> event.is("member")
                        && event.number("id") == id
                        && !event.text("change").equals("joined"));
    }

    @Test
    @DisplayName("M6 Liveness: if the leader does not answer the ping, the node starts an election.")
    void m6() {
        List<RunningNode> group = processes.sharedGroup().nodes();
        RunningNode lowest = group.get(1);
        int before = lowest.mark();
        group.get(0).freeze();

        lowest.awaitSince(before, "suspicion", event -> isState(event, "suspect"));
        lowest.awaitSince(before, "election", event -> isState(event, "electing"));
        awaitLowest(group.subList(1, 3));
        group.get(0).thaw();
    }

    private static boolean isState(Event event, String state) {
        return event.is("state") && event.text("state").equals(state);
    }

    /** Waits until the first of two nodes leads both. */
    private static void awaitLowest(List<RunningNode> rest) {
        int lowest = rest.get(0).id();
        Set<Integer> both = Set.of(lowest, rest.get(1).id());
        rest.forEach(node -> node.awaitGroup(lowest, both));
    }

    @Test
    @DisplayName("M7 Election: the LOWEST id wins. The NDS checks whether it can reach the previous leader itself.")
    void m7() throws Exception {
        RunningDirectory directory = processes.sharedDirectory();
        SharedGroup shared = processes.sharedGroup();
        List<RunningNode> group = shared.nodes();
        NetworkName name = new NetworkName(shared.network());
        NetworkInfo record = call(directory, calls -> calls.information(name)).orElseThrow();
        Leader old = record.leader().orElseThrow();
        user.learnGrant(record, directory.key());
        DirectoryReply fail = ask(
                directory,
                new DirectoryRequest.Claim(
                        record.name(),
                        record.id(),
                        ViewId.firstOf(record.epoch()),
                        user.node(record.id(), group.get(2).id()),
                        1,
                        record.leader(),
                        3));
        assertThat(fail).as("the old leader is reached").isEqualTo(new DirectoryReply.Denied(old));

        group.get(0).freeze();
        awaitLowest(group.subList(1, 3));
        NetworkInfo later = call(directory, calls -> calls.information(name)).orElseThrow();
        group.get(0).thaw();
        assertThat(later.leader().orElseThrow().id().node())
                .isEqualTo(new NodeId(group.get(1).id()));
        assertThat(later.epoch()).isGreaterThan(record.epoch());
    }

    @Test
    @DisplayName("M8 Chat: to each member separately; each acknowledges. A member that cannot be reached drops out.")
    void m8() {
        List<RunningNode> group = processes.sharedGroup().nodes();
        RunningNode leader = group.get(0);
        RunningNode bob = group.get(1);
        RunningNode cat = group.get(2);
        assertThat(bob.delivered(bob.say("hello")).nodes("direct")).containsExactlyInAnyOrder(leader.id(), cat.id());

        List<Integer> marks = List.of(leader.mark(), bob.mark());
        cat.freeze();
        Event delivery = bob.delivered(bob.say("cat?"));
        assertThat(delivery.nodes("direct")).containsExactly(leader.id());
        assertThat(delivery.nodes("failed")).containsExactly(cat.id());
        for (int i = 0; i < 2; i++) {
            Event drop = group.get(i)
                    .awaitSince(
                            marks.get(i),
                            "the last is dropped",
                            event -> event.text("change").equals("dropped"));
            assertThat(drop.number("id")).isEqualTo(cat.id());
        }
        cat.thaw();
    }

    /** The link from n2 to n3 is cut in this direction only; the leader reaches both. */
    @Test
    @DisplayName("M8 Chat: what a member does not acknowledge goes through the leader.")
    void m8ThroughTheLeader(@TempDir Path folder) {
        NodeId leader = new NodeId(1);
        try (WatchedGroup group = new WatchedGroup(folder, TimingProfile.FAST, 3)) {
            group.awaitLeader(SOON, leader, 3);
            group.links().cut(2, 3);
            group.node(2).send("around the corner");
            group.eventually(SOON, "n3 has it", () -> group.texts(group.node(3)).contains("around the corner"));
            group.eventually(
                    SOON,
                    "n2 knows that n3 has it through the leader",
                    () -> group.deliveries(group.node(2)).stream()
                            .flatMap(report -> report.recipients().stream())
                            .anyMatch(share -> share.member().equals(new NodeId(3))
                                    && share.state() == RecipientStatus.State.RELAYED
                                    && share.via().equals(Optional.of(leader))));
        }
    }

    @Test
    @DisplayName("M9 Every node keeps a copy of the message log locally.")
    void m9() {
        RunningDirectory directory = processes.sharedDirectory();
        Path annsHome = processes.newFolder("ann");
        Path bobsHome = processes.newFolder("bob");
        RunningNode ann = processes.node(directory, network, "ann", annsHome);
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob", bobsHome);
        bob.hello();
        ann.delivered(ann.say("one"));
        bob.delivered(bob.say("two"));
        ann.kill();
        bob.kill();

        assertThat(log(annsHome)).isEqualTo(log(bobsHome)).hasSize(2);
    }

    private List<String> log(Path home) {
        return log(network, home);
    }

    private List<String> log(String network, Path home) {
        RunningProcess history = processes.start(
                "history", List.of("history", "-g", network, "--data-dir", home.toString(), "-o", "json"));
        assertThat(history.exitCode()).isZero();
        return history.out().stream().map(Event::of).map(MissionTest::line).toList();
    }

    private static String line(Event message) {
        return message.text("id") + " " + message.text("text");
    }

    /** One member is frozen meanwhile and receives both messages at once. */
    @Test
    @DisplayName("M10 Order of messages by vector clocks: no member sees an answer before the question.")
    void m10() {
        List<RunningNode> group = processes.sharedGroup().nodes();
        RunningNode ann = group.get(0);
        RunningNode bob = group.get(1);
        RunningNode cat = group.get(2);
        cat.freeze();
        ann.say("a question");
        long question = shown(bob, "a question").number("seq");
        String reference = bob.say("an answer");
        ann.awaitText("an answer");
        cat.thaw();

        cat.awaitText("an answer");
        group.forEach(node -> assertThat(node.texts().stream().filter(Set.of("a question", "an answer")::contains))
                .containsExactly("a question", "an answer"));
        String id = bob.delivered(reference).text("id");
        group.forEach(node -> {
            Event clock = node.command("\"do\":\"info\",\"id\":\"" + id + "\"").inside("clock");
            assertThat(clock.number(String.valueOf(ann.id())))
                    .as("the answer comes after the question")
                    .isEqualTo(question);
            assertThat(clock.number(String.valueOf(bob.id())))
                    .isEqualTo(shown(node, "an answer").number("seq"));
        });
    }

    private static Event shown(RunningNode node, String text) {
        return node.await(
                text, event -> event.is("message") && event.text("text").equals(text));
    }

    @Test
    @DisplayName("M11 The messages and their fields.")
    void m11() {
        assertThat(Stream.concat(
                        methods(NDS.findServiceByName("NodeDiscovery").getMethods()),
                        methods(PEER.findServiceByName("Peer").getMethods())))
                .contains(
                        "CreateNetwork",
                        "GetNetworkInformation",
                        "UpdateLeader",
                        "JoinNetwork",
                        "LeaveNetwork",
                        "Election",
                        "Coordinator",
                        "LivenessPing",
                        "Message");
        assertThat(fields(NDS.findMessageTypeByName("CreateNetworkRequest"))).contains("chat_id");
        assertThat(fields(NDS.findMessageTypeByName("CreateNetworkReply"))).contains("ok");
        assertThat(fields(PEER.findMessageTypeByName("Header"))).contains("chat_id");
        assertThat(fields(PEER.findMessageTypeByName("LeaveNetworkRequest"))).contains("header");
        assertThat(fields(PEER.findMessageTypeByName("ChatMessage")))
                .contains("chat_id", "msg_id", "source_id", "destination_id", "msg");
        assertThat(fields(PEER.findMessageTypeByName("MessageReply"))).contains("ok", "refused");
    }

    private static Stream<String> methods(List<MethodDescriptor> methods) {
        return methods.stream().map(MethodDescriptor::getName);
    }

    private static List<String> fields(Descriptor message) {
        return message.getFields().stream().map(FieldDescriptor::getName).toList();
    }

    @Test
    @DisplayName("M12 A console per node; mvn exec:java with \"nds\" and with \"node --group g1\".")
    void m12() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(pom).contains("<artifactId>exec-maven-plugin</artifactId>", "<mainClass>${main.class}</mainClass>");
        assertThat(pom).contains("<main.class>" + Main.class.getName() + "</main.class>");

        RunningDirectory directory = processes.sharedDirectory(); // "nds"
        RunningProcess node = processes.start(
                "node",
                List.of("node", "--group", "g1", "--nds", directory.address().toString()));
        RunningNode other = processes.node(directory, "g1", "other");
        other.awaitState("there are two", state -> state.nodes("members").size() == 2);
        node.type("typed here\n");
        other.awaitText("typed here");
    }

    @Test
    @DisplayName("M13 An actor hierarchy per node, Pekko gRPC between processes, the packages, the layout.")
    void m13() throws Exception {
        for (String actor : List.of(
                "node.NodeGuardian",
                "membership.MembershipActor",
                "election.ElectionActor",
                "liveness.LivenessActor",
                "chat.ChatActor",
                "log.MessageLogActor",
                "nds.NdsGuardian")) {
            Class<?> command = Class.forName("p2pchat." + actor + "$Command");
            assertThat(command.isInterface())
                    .as(actor + " takes typed commands")
                    .isTrue();
        }
        String pom = Files.readString(Path.of("pom.xml"));
        for (String artifact : List.of(
                "pekko-actor-typed_2.13",
                "pekko-grpc-runtime_2.13",
                "pekko-stream_2.13",
                "pekko-actor-testkit-typed_2.13",
                "logback-classic",
                "picocli",
                "junit-jupiter")) {
            assertThat(pom).contains("<artifactId>" + artifact + "</artifactId>");
        }
        assertThat(Stream.of("src/main/java", "src/main/protobuf", "src/main/resources", "src/test/java"))
                .allMatch(folder -> Files.isDirectory(Path.of(folder)));
    }

    /** The author is dead by then. Any member passes on the whole log. */
    @Test
    @DisplayName("M14 Persistence, replication and synchronisation: a newcomer gets the whole log.")
    void m14() {
        RunningDirectory directory = processes.sharedDirectory();
        Path catsHome = processes.newFolder("cat");
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.awaitGroup(1, Set.of(1, 2));
        Stream.of("one", "two", "three").forEach(ann::say);
        bob.awaitText("three");
        ann.kill();
        bob.awaitGroup(2, Set.of(2));

        RunningNode cat = processes.node(directory, network, "cat", catsHome);
        Event sync = cat.await(
                "sync is complete", event -> event.is("sync") && event.number("have") == event.number("want"));

        assertThat(sync.number("want")).isEqualTo(3);
        assertThat(log(catsHome))
                .isEqualTo(bob.events().stream()
                        .filter(event -> event.is("message"))
                        .map(MissionTest::line)
                        .toList())
                .hasSize(3);
    }

    @Test
    @DisplayName("M17 Deletion of messages.")
    void m17() throws Exception {
        SharedGroup shared = processes.sharedGroup();
        RunningNode ann = shared.nodes().get(0);
        RunningNode bob = shared.nodes().get(1);
        String id = ann.delivered(ann.say("my password is swordfish")).text("id");

        assertThat(ann.command("\"do\":\"delete\",\"id\":\"" + id + "\"").flag("ok"))
                .isTrue();
        Event deletion = bob.await("the deletion", event -> event.is("delete"));

        assertThat(deletion.text("id")).isEqualTo(id);
        Path bobsHome = shared.home(bob);
        assertThat(log(shared.network(), bobsHome)).isNotEmpty().noneMatch(line -> line.contains("swordfish"));
        assertThat(bytes(bobsHome)).contains(shared.network()).doesNotContain("swordfish");
    }

    private static String bytes(Path home) throws IOException {
        StringBuilder bytes = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.append(file).append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.toString();
    }

    private DirectoryReply ask(RunningDirectory directory, DirectoryRequest request) throws Exception {
        return call(directory, calls -> calls.ask(request));
    }

    private <T> T call(RunningDirectory directory, Function<NdsCalls, CompletionStage<T>> call) throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "caller");
        try {
            NdsCalls calls = user.calls(system, directory.address());
            warmUp(calls);
            return call.apply(calls).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    /** Makes the first call of the process, which may miss its deadline on a busy machine. */
    private static void warmUp(NdsCalls calls) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                calls.networks(DirectoryCalls.ALL).toCompletableFuture().get(20, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException late) {
                assertThat(tries).as("tries to reach the directory: " + late).isLessThan(10);
            }
        }
    }
}
