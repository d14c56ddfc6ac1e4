package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests groups with a member that is frozen, killed, away or has a full disk. */
@Timeout(240)
@Tag("processes")
final class DeliveryTest {

    private static final int WARM = 15;

    private static final int MEASURED = 9;

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    /** The goals are 50 ms for the author and 100 ms for the others. The limits here allow for a busy machine. */
    @Test
    void frozenMemberDelaysNoOther() { // R2
        List<RunningNode> group = processes.group(processes.sharedDirectory(), network, "ann", "bob", "cat", "dan");
        RunningNode bob = group.get(1);
        RunningNode dan = group.get(3);
        List<RunningNode> others = List.of(group.get(0), bob, group.get(2));
        for (int i = 0; i < WARM; i++) {
            timed(bob, others, "warm " + i);
        }

        dan.freeze();
        List<Timing> timings = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
            timings.add(timed(bob, others, "cold " + i));
        }
        Duration free = median(timings.stream().map(Timing::accepted).toList());
        Duration shown = median(timings.stream().map(Timing::shown).toList());
        System.out.printf(
                "one of four frozen: accepted after %d ms, shown by the other three after %d ms%n",
                free.toMillis(), shown.toMillis());
        assertThat(free).isLessThan(Duration.ofMillis(500));
        assertThat(shown).isLessThan(Duration.ofSeconds(1));

        dan.thaw();
        dan.awaitTexts(WARM + MEASURED);
        bob.say("welcome back");
        group.forEach(node -> node.awaitText("welcome back"));
        assertThat(dan.texts()).doesNotHaveDuplicates().hasSize(WARM + MEASURED + 1);
    }

    private record Timing(Duration accepted, Duration shown) {}

    private static Timing timed(RunningNode author, List<RunningNode> readers, String text) {
        long begun = System.nanoTime();
        String ref = author.say(text);
        author.accepted(ref);
        long accepted = System.nanoTime();
        readers.forEach(reader -> reader.awaitText(text));
        return new Timing(Duration.ofNanos(accepted - begun), Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Duration median(List<Duration> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }

    /** The others are frozen until the author is dead, so that the message can only come from its log. */
    @Test
    void acceptedMessageSurvivesKillOfAuthor() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("cat");
        List<RunningNode> others = processes.group(directory, network, "ann", "bob");
        RunningNode cat = processes.node(directory, network, "cat", home);
        others.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));

        others.forEach(RunningNode::freeze);
        cat.accepted(cat.say("my last message"));
        cat.kill();
        others.forEach(RunningNode::thaw);
        RunningNode again = processes.node(directory, network, "cat", home);

        assertThat(again.id()).isEqualTo(3);
        others.forEach(node -> node.awaitText("my last message"));
        again.say("I am back");
        others.forEach(node -> node.awaitText("I am back"));
        others.forEach(node -> assertThat(node.texts()).containsExactly("my last message", "I am back"));
        assertThat(logged(home)).containsExactly("my last message", "I am back");
    }

    @Test
    void memberWithFullDiskIsSlowAndRecovers() {
        Path folder = processes.newFolder("disk");
        assumeTrue(SmallDisk.available(folder), "needs root and a file system of its own");
        try (SmallDisk disk = SmallDisk.mount(folder)) {
            RunningDirectory directory = processes.sharedDirectory();
            List<RunningNode> others = processes.group(directory, network, "ann", "bob");
            RunningNode bob = others.get(1);
            RunningNode cat = processes.node(directory, network, "cat", disk.home());
            others.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
            bob.say("before");
            cat.awaitText("before");

            disk.fill();
            String large = "large ".repeat(10_000);
            String ref = bob.say(large);
            others.forEach(node -> node.awaitText(large));
            Event slow = bob.await(
                    "cat is slow",
                    event -> event.is("delivery")
                            && event.text("ref").equals(ref)
                            && event.nodes("slow").contains(3));
            assertThat(slow.nodes("direct")).containsExactly(1);
            assertThat(cat.await("cat reports why", event -> event.is("error")).text("what"))
                    .contains("full");
            bob.say("meanwhile");
            others.forEach(node -> node.awaitText("meanwhile"));
            List<String> many =
                    IntStream.rangeClosed(1, 1_500).mapToObj(i -> "line " + i).toList();
            for (int said = 500; said <= 1_500; said += 500) { // a slow member does not slow a program down
                int all = said;
                many.subList(all - 500, all).forEach(bob::say);
                others.forEach(node -> node.awaitTexts(all + 3));
            }
            others.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));

            disk.makeRoom();
            cat.awaitText("line 1500");
            String last = "r" + (3 + many.size());
            assertThat(bob.delivered(last).nodes("direct")).containsExactlyInAnyOrder(1, 3);
            assertThat(cat.texts())
                    .containsExactlyElementsOf(Stream.concat(Stream.of("before", large, "meanwhile"), many.stream())
                            .toList());
            assertThat(others)
                    .allSatisfy(node -> assertThat(node.events())
                            .noneMatch(event -> event.text("change").equals("dropped")));
            cat.kill();
        }
    }

    /** The advertised address is wrong. The member fetches the message; the author learns that by comparing logs. */
    @Test
    @Tag("long")
    void authorLearnsWhatUnreachableMemberFetched() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();
        String elsewhere = Processes.freeAddress().toString();
        RunningNode bob = processes.node(directory, network, "bob", "--advertise", elsewhere);
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));

        ann.say("do you hear me?");

        bob.awaitText("do you hear me?");
        ann.await(
                "ann knows",
                event -> event.is("delivery") && event.nodes("direct").contains(2));
    }

    @Test
    @Tag("long")
    void tenThousandMissedMessagesArriveOnce() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("cat");
        List<RunningNode> others = processes.group(directory, network, "ann", "bob");
        RunningNode cat = processes.node(directory, network, "cat", home);
        others.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
        cat.kill();
        others.forEach(node -> node.awaitGroup(1, Set.of(1, 2)));

        List<String> lines =
                IntStream.rangeClosed(1, 10_000).mapToObj(i -> "line " + i).toList();
        for (int said = 500; said <= 10_000; said += 500) { // at most 1,000 messages may be in flight
            int all = said;
            lines.subList(all - 500, all).forEach(others.get(1)::say);
            others.forEach(node -> node.awaitTexts(all));
        }
        RunningNode again = processes.node(directory, network, "cat", home);
        again.await("cat has caught up", event -> event.is("sync") && event.number("have") == event.number("want"));
        others.get(0).say("that was all");
        again.awaitText("that was all");

        List<String> everything =
                Stream.concat(lines.stream(), Stream.of("that was all")).toList();
        assertThat(logged(home)).containsExactlyElementsOf(everything);
        assertThat(again.texts()).doesNotHaveDuplicates();
        others.forEach(node -> assertThat(node.texts()).containsExactlyElementsOf(everything));
    }

    private List<String> logged(Path home) {
        RunningProcess history = processes.start(
                "history",
                List.of("history", "-g", network, "--data-dir", home.toString(), "-o", "json", "-n", "100000"));
        assertThat(history.exitCode()).isZero();
        return history.out().stream().map(line -> Event.of(line).text("text")).toList();
    }
}
