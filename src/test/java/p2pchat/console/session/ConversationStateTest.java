package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.lagging;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.said;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.PendingMessages;
import p2pchat.console.render.PlainRenderer;
import p2pchat.console.render.Renderer;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;

class ConversationStateTest {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final List<ConversationEffect> effects = new ArrayList<>();
    private ConversationState dialogue = piped();

    @Test
    void nothingIsReadBeforeTheNodeIsIn() {
        take(now -> now.event(Examples.condition(NetworkEvent.State.JOINING, true)));
        assertThat(effects).doesNotContain(new ConversationEffect.Listen());
        take(now -> now.event(entered()));
        take(now -> now.event(entered()));
        assertThat(effects).containsOnlyOnce(new ConversationEffect.Listen());
    }

    @Test
    void thePipeDrainsLeavesAndExitsWithZero() {
        join();
        take(line(1, "a"));
        assertThat(effects).containsExactly(new ConversationEffect.Say(0, "a"));
        take(now -> now.accepted(0, id(1)));
        take(ConversationStateTest::inputEnded);
        assertThat(dialogue.phase()).isEqualTo(ConversationPhase.DRAINING);
        assertThat(effects).contains(new ConversationEffect.Wait(WAIT)).doesNotContain(new ConversationEffect.Leave());
        take(now -> now.event(delivered(1)));
        assertThat(effects).contains(new ConversationEffect.Resume(1), new ConversationEffect.Leave());
        take(ConversationState::left);
        assertThat(exit()).isZero();
    }

    @Test
    void aPipeWithNothingUnderWayLeavesAtOnce() {
        join();
        take(ConversationStateTest::inputEnded);
        assertThat(effects).contains(new ConversationEffect.Leave());
        take(ConversationState::left);
        assertThat(exit()).isZero();
    }

    @Test
    void aPipeThatWaitedInVainExitsWithSix() {
        join();
        take(line(1, "a"));
        take(now -> now.accepted(0, id(1)));
        take(ConversationStateTest::inputEnded);
        take(now -> now.event(delivery(1, nodes(1), nodes(), nodes(), nodes(3))));
        assertThat(effects).doesNotContain(new ConversationEffect.Leave());
        take(ConversationState::waited);
        assertThat(effects).contains(new ConversationEffect.Leave());
        take(ConversationState::left);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void aMemberDroppedForAMessageMakesItSixWithoutWaiting() {
        join();
        take(line(1, "a"));
        take(now -> now.accepted(0, id(1)));
        take(ConversationStateTest::inputEnded);
        take(now -> now.event(delivery(1, nodes(1), nodes(), nodes(3), nodes())));
        take(ConversationState::left);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void aLineTooLongIsToldTheOthersAreSentAndTheEndIsSix() {
        join();
        take(lineTooLong(1));
        take(line(2, "b"));
        assertThat(effects)
                .containsExactly(
                        new ConversationEffect.Complain(Explanations.tooLong("line 1")),
                        new ConversationEffect.Resume(1),
                        new ConversationEffect.Say(0, "b"));
        take(now -> now.accepted(0, id(1)));
        take(now -> now.event(delivered(1)));
        take(ConversationStateTest::inputEnded);
        take(ConversationState::left);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void aMessageTheNodeRefusesIsToldAndMakesItSix() {
        join();
        take(line(1, "a"));
        Explanation full = Explanation.of(8, "the disk is full", "no room");
        take(now -> now.refused(0, full));
        assertThat(effects).contains(new ConversationEffect.Complain(full), new ConversationEffect.Resume(1));
        take(ConversationStateTest::inputEnded);
        take(ConversationState::left);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void thePipeGivesCreditBackOnlyWhenAMessageIsWithEveryone() {
        join();
        take(line(1, "a"));
        take(now -> now.accepted(0, id(1)));
        assertThat(effects).doesNotContain(new ConversationEffect.Resume(1));
        take(now -> now.event(delivery(1, nodes(1), nodes(), nodes(), nodes(3))));
        assertThat(effects).doesNotContain(new ConversationEffect.Resume(1));
        take(now -> now.event(delivered(1)));
        take(now -> now.event(delivered(1)));
        assertThat(effects).containsOnlyOnce(new ConversationEffect.Resume(1));
        effects.clear();
        take(line(2, "   "));
        assertThat(effects).containsExactly(new ConversationEffect.Resume(1));
    }

    @Test
    void aPersonIsWaitedForShortlyAndAlwaysLeavesWithZero() {
        dialogue = typed();
        join();
        take(line(1, "a"));
        take(now -> now.accepted(0, id(1)));
        assertThat(effects).contains(new ConversationEffect.Resume(1));
        take(ConversationStateTest::inputEnded);
        assertThat(effects)
                .contains(
                        new ConversationEffect.Print(
                                List.of("leaving ops… 1 message still on the way; Ctrl-C to go now")),
                        new ConversationEffect.Wait(ConversationState.PERSON_WAITS));
        take(ConversationState::waited);
        take(ConversationState::left);
        assertThat(exit()).isZero();
    }

    @Test
    void theTypedCommandLeaves() {
        dialogue = typed();
        join();
        take(line(1, "/leave"));
        assertThat(effects).contains(new ConversationEffect.Leave());
    }

    @Test
    void ownMessagesHeldBackAreLookedAfterUntilShown() {
        dialogue = typed();
        join();
        take(now -> now.event(said(BOB, 1, "a")));
        take(now -> now.event(said(BOB, 2, "b")));
        assertThat(effects).containsExactly(new ConversationEffect.Remind(ConversationState.REMIND));
        effects.clear();
        take(now -> now.overdue(Examples.TIME));
        assertThat(effects).containsExactly(new ConversationEffect.Remind(ConversationState.REMIND));
        effects.clear();
        take(now -> now.overdue(Examples.TIME + 5_000));
        assertThat(effects)
                .containsExactly(
                        new ConversationEffect.Print(List.of("14:02 you  a  sending", "14:02 you  b  sending")));
    }

    @Test
    void aProgramGetsItsReplyBeforeTheDeliveries() {
        dialogue = commands();
        join();
        take(line(1, "{\"do\":\"send\",\"ref\":\"42\",\"text\":\"hi\"}"));
        take(now -> now.event(delivered(1)));
        assertThat(effects).containsExactly(new ConversationEffect.Say(0, "hi"));
        take(now -> now.accepted(0, id(1)));
        assertThat(printed())
                .containsExactly(
                        "{\"v\":1,\"type\":\"reply\",\"network\":\"ops\",\"ref\":\"42\",\"ok\":true,\"id\":\"" + id(1)
                                + "\"}",
                        "{\"v\":1,\"type\":\"delivery\",\"network\":\"ops\",\"ref\":\"42\",\"id\":\"" + id(1)
                                + "\",\"direct\":[1,3],\"relayed\":[],\"failed\":[],\"pending\":[],\"final\":true,\"ms\":38,"
                                + "\"slow\":[],\"members\":[{\"id\":1,\"state\":\"direct\",\"ms\":38},"
                                + "{\"id\":3,\"state\":\"direct\",\"ms\":38}]}");
        assertThat(effects).contains(new ConversationEffect.Resume(1));
        assertThat(dialogue.outstanding()).isEqualTo(PendingMessages.NOTHING);
    }

    @Test
    void everyCommandGetsExactlyOneReplyAndNothingGoesToTheErrorOutput() {
        dialogue = commands();
        join();
        take(line(1, "nonsense"));
        take(lineTooLong(2));
        take(line(3, "{\"do\":\"members\",\"ref\":\"m\"}"));
        take(now -> now.answered(Optional.of("m"), new NodeAnswer.Members(Examples.status())));
        take(line(4, "{\"do\":\"send\",\"ref\":\"s\",\"text\":\"" + "x".repeat(70_000) + "\"}"));
        take(line(5, "{\"do\":\"send\",\"ref\":\"t\",\"text\":\"a\"}"));
        take(now -> now.refused(0, Explanation.of(8, "the disk is full", "no room")));
        take(line(6, "{\"do\":\"leave\",\"ref\":\"l\"}"));
        assertThat(effects).noneMatch(ConversationEffect.Complain.class::isInstance);
        assertThat(effects.stream().filter(new ConversationEffect.Resume(1)::equals))
                .hasSize(5);
        assertThat(printed()).hasSize(6).allMatch(line -> line.startsWith("{\"v\":1,\"type\":\"reply\""));
        assertThat(printed().get(2))
                .contains("\"ok\":true", "\"leader\":1", "{\"id\":3,\"nick\":\"carol\",\"presence\":\"unreachable\"");
        take(ConversationState::left);
        assertThat(exit()).as("what was refused was told").isZero();
        assertThat(printed())
                .last()
                .isEqualTo("{\"v\":1,\"type\":\"bye\",\"network\":\"ops\",\"reason\":\"quit\",\"code\":0}");
    }

    @Test
    void aProgramThatSendsFasterThanTheNetworkTakesIsToldSo() {
        dialogue = commands();
        join();
        for (int i = 0; i < ConversationState.MAX_OPEN; i++) {
            take(line(1, "{\"do\":\"send\",\"text\":\"a\"}"));
        }
        effects.clear();
        take(line(1, "{\"do\":\"send\",\"ref\":\"x\",\"text\":\"a\"}"));
        assertThat(printed()).hasSize(1).first().asString().contains("\"ref\":\"x\",\"ok\":false");
    }

    /** Its disk is full, and it stays a member: nobody else is to wait for it (M8). */
    @Test
    void aMemberThatIsSlowHoldsUpNoProgram() {
        dialogue = commands();
        join();
        for (int i = 0; i < 1_500; i++) {
            int said = i;
            take(line(1, "{\"do\":\"send\",\"ref\":\"" + i + "\",\"text\":\"a\"}"));
            take(now -> now.accepted(said, id(said + 1)));
            take(now -> now.event(lagging(said + 1)));
        }
        assertThat(effects.stream().filter(ConversationEffect.Say.class::isInstance))
                .hasSize(1_500);
        assertThat(printed()).noneMatch(line -> line.contains("\"ok\":false"));
        effects.clear();
        take(now -> now.event(delivered(1_500)));
        take(now -> now.event(delivered(1)));
        assertThat(printed().get(0)).contains("\"ref\":\"1499\"", "\"final\":true");
        assertThat(printed().get(1)).as("long ago").contains("\"ref\":null", id(1).toString());
    }

    @Test
    void aMemberThatIsSlowHoldsUpNoPipe() {
        dialogue = piped();
        join();
        take(line(1, "a"));
        take(now -> now.accepted(0, id(1)));
        assertThat(effects).doesNotContain(new ConversationEffect.Resume(1));
        take(now -> now.event(lagging(1)));
        assertThat(effects).contains(new ConversationEffect.Resume(1));
        effects.clear();
        take(now -> now.event(delivered(1)));
        assertThat(effects).as("once").doesNotContain(new ConversationEffect.Resume(1));
    }

    @Test
    void theByeOfAProgramTellsTheCodeOfTheProcess() {
        dialogue = commands();
        join();
        take(line(1, "{\"do\":\"send\",\"text\":\"a\"}"));
        take(now -> now.accepted(0, id(1)));
        take(ConversationStateTest::inputEnded);
        take(ConversationState::waited);
        take(ConversationState::left);
        assertThat(exit()).isEqualTo(6);
        assertThat(printed()).last().asString().endsWith("\"code\":6}");
    }

    @Test
    void aNetworkThatEndsForAProblemEndsTheProcessWithItsCode() {
        Problem problem = new Problem.DirectoryUnreachable(new Address("127.0.0.1", 4700), "connection refused");
        take(now -> now.event(new NetworkEvent.Ended(Optional.of(problem))));
        assertThat(effects).anyMatch(ConversationEffect.Complain.class::isInstance);
        assertThat(exit()).isEqualTo(3);
    }

    @Test
    void aReaderGoneMeansToLeaveInSilence() {
        join();
        take(ConversationState::outputGone);
        take(ConversationState::outputGone);
        assertThat(effects).containsExactly(new ConversationEffect.Leave());
        take(now -> now.event(said(ALICE, 1, "hi")));
        take(now -> now.skipped(3));
        take(ConversationState::left);
        assertThat(effects).containsExactly(new ConversationEffect.Leave(), new ConversationEffect.Exit(141));
    }

    @Test
    void nothingHappensAfterTheEnd() {
        join();
        take(ConversationStateTest::inputEnded);
        take(ConversationState::left);
        effects.clear();
        take(now -> now.event(said(ALICE, 1, "hi")));
        take(line(1, "a"));
        take(ConversationState::left);
        take(ConversationState::waited);
        take(ConversationState::leaveWanted);
        take(ConversationState::outputGone);
        take(now -> now.event(new NetworkEvent.Ended(Optional.empty())));
        assertThat(effects).isEmpty();
    }

    private static ConversationState piped() {
        return ConversationState.begin(
                new ConversationState.Manner(OPS, WAIT), InputParser.piped(false), PlainRenderer.create());
    }

    private static ConversationState typed() {
        Renderer renderer = HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"));
        return ConversationState.begin(new ConversationState.Manner(OPS, WAIT), InputParser.typed(), renderer);
    }

    private static ConversationState commands() {
        return ConversationState.begin(
                new ConversationState.Manner(OPS, WAIT), InputParser.commands(), JsonRenderer.create("p2p-chat"));
    }

    /** What {@link SessionState} does with a line, while there is one network. */
    private static Function<ConversationState, ConversationStep> line(int number, String text) {
        return now -> reads(now, now.reading().line(number, text));
    }

    private static Function<ConversationState, ConversationStep> lineTooLong(int number) {
        return now -> reads(now, now.reading().tooLong(number));
    }

    private static ConversationStep inputEnded(ConversationState now) {
        return reads(now, now.reading().end()).then(ConversationState::leaveWanted);
    }

    private static ConversationStep reads(ConversationState now, InputParser.Read read) {
        return read.intent()
                .map(now::asked)
                .orElseGet(() -> new ConversationStep(now, List.of(new ConversationEffect.Resume(1))));
    }

    private void join() {
        take(now -> now.event(entered()));
        effects.clear();
    }

    private void take(Function<ConversationState, ConversationStep> input) {
        ConversationStep step = input.apply(dialogue);
        dialogue = step.next();
        effects.addAll(step.effects());
    }

    private List<String> printed() {
        return effects.stream()
                .filter(ConversationEffect.Print.class::isInstance)
                .flatMap(effect -> ((ConversationEffect.Print) effect).lines().stream())
                .toList();
    }

    private int exit() {
        assertThat(dialogue.phase()).isEqualTo(ConversationPhase.OVER);
        return ((ConversationEffect.Exit) effects.get(effects.size() - 1)).code();
    }
}
