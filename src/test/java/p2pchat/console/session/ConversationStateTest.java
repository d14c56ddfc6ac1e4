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
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;

import java.nio.file.Path;
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
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.PendingMessages;
import p2pchat.console.render.PlainRenderer;
import p2pchat.console.render.Renderer;
import p2pchat.model.Address;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;

class ConversationStateTest {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final List<Effect> effects = new ArrayList<>();
    private ConversationState conversation = piped();

    @Test
    void pipedLinesAreHeldUntilEntered() {
        apply(line(1, "a"));
        apply(line(2, "b"));
        apply(ConversationState::inputEnded);
        assertThat(effects).isEmpty();
        apply(now -> now.handleEvent(entered()));
        assertThat(effects).containsSubsequence(send(0, "a"), send(1, "b"), new Effect.DrainTimeout(OPS, WAIT));
        assertThat(conversation.phase()).isEqualTo(ConversationState.Phase.DRAINING);
    }

    /** A returning member whose directory and group are away (reliability F5). */
    @Test
    void userWhoIsNotConnectedIsAnsweredAndMayLeave() {
        conversation = typed();
        apply(line(1, "/members"));
        assertThat(effects).containsExactly(new Effect.Query(OPS, Optional.empty(), new NodeQuery.Members()));
        apply(line(2, "hello one"));
        apply(line(3, "hello two"));
        assertThat(effects).noneMatch(Effect.Send.class::isInstance);
        assertThat(printed()).hasSize(1).allMatch(line -> line.contains("not connected"));
        effects.clear();
        apply(ConversationState::leaveRequested);
        assertThat(effects).containsExactly(new Effect.Leave(OPS));
        apply(ConversationState::leaveCompleted);
        assertThat(printed()).contains("not sent: hello one", "not sent: hello two");
        assertThat(exit()).isEqualTo(6);
    }

    /** Each command gets exactly one reply, also if the node never connects (reliability F5). */
    @Test
    void heldSendIsRefusedAtTheEnd() {
        conversation = commands();
        apply(line(1, "{\"do\":\"send\",\"ref\":\"1\",\"text\":\"a\"}"));
        apply(line(2, "{\"do\":\"status\",\"ref\":\"2\"}"));
        apply(now -> now.queryFailed(Optional.of("2"), Explanations.noAnswer(OPS)));
        assertThat(printed()).singleElement().asString().contains("\"ref\":\"2\"", "still joining");
        effects.clear();
        Problem away = new Problem.DirectoryUnreachable(new Address("nds", 4_700), "no answer");
        apply(now -> now.handleEvent(new NetworkEvent.Ended(Optional.of(away))));
        assertThat(printed().get(0)).contains("\"ref\":\"1\"", "\"ok\":false", "\"code\":6");
        assertThat(printed().get(1)).contains("\"bye\"");
        assertThat(exit()).isEqualTo(3);
    }

    @Test
    void heldMessagesAreLimited() {
        conversation = typed();
        for (int i = 0; i <= ConversationState.MAX_IN_FLIGHT; i++) {
            apply(line(i, "line " + i));
        }
        assertThat(effects).filteredOn(Effect.PrintError.class::isInstance).hasSize(1);
    }

    @Test
    void pipeDrainsAndExitsWithZero() {
        join();
        apply(line(1, "a"));
        assertThat(effects).containsExactly(send(0, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        apply(ConversationStateTest::inputEnded);
        assertThat(conversation.phase()).isEqualTo(ConversationState.Phase.DRAINING);
        assertThat(effects).contains(new Effect.DrainTimeout(OPS, WAIT)).doesNotContain(new Effect.Leave(OPS));
        apply(now -> now.handleEvent(delivered(1)));
        assertThat(effects).contains(new Effect.ReadMore(1), new Effect.Leave(OPS));
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isZero();
    }

    /** The error says it all (newcomer 10). */
    @Test
    void nodeThatNeverJoinedPrintsOnlyTheError() {
        Problem away = new Problem.DirectoryUnreachable(new Address("nds", 4_700), "no answer");
        apply(now -> now.handleEvent(new NetworkEvent.Ended(Optional.of(away))));
        assertThat(printed()).isEmpty();
        assertThat(effects).anyMatch(Effect.PrintError.class::isInstance);
    }

    /** A service that leaves at once says why (public 15). */
    @Test
    void emptyInputIsNamedAsTheReasonToLeave() {
        join();
        apply(ConversationState::inputEnded);
        assertThat(printed()).singleElement().asString().contains("the input has ended", "tail -f /dev/null |");
        conversation = piped();
        join();
        apply(line(1, "a"));
        apply(ConversationState::inputEnded);
        assertThat(printed()).isEmpty();
    }

    @Test
    void pipeWithNothingPendingLeavesAtOnce() {
        join();
        apply(ConversationStateTest::inputEnded);
        assertThat(effects).contains(new Effect.Leave(OPS));
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isZero();
    }

    @Test
    void pipeExitsWithSixAfterDrainTimeout() {
        join();
        apply(line(1, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        apply(ConversationStateTest::inputEnded);
        apply(now -> now.handleEvent(delivery(1, nodes(1), nodes(), nodes(), nodes(3))));
        assertThat(effects).doesNotContain(new Effect.Leave(OPS));
        apply(ConversationState::drainTimedOut);
        assertThat(effects).contains(new Effect.Leave(OPS));
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void failedDeliveryExitsWithSixWithoutWaiting() {
        join();
        apply(line(1, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        apply(ConversationStateTest::inputEnded);
        apply(now -> now.handleEvent(delivery(1, nodes(1), nodes(), nodes(3), nodes())));
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void tooLongLineIsReportedAndExitsWithSix() {
        join();
        apply(lineTooLong(1));
        apply(line(2, "b"));
        assertThat(effects)
                .containsExactly(
                        new Effect.PrintError(Explanations.tooLong("line 1")), new Effect.ReadMore(1), send(0, "b"));
        apply(now -> now.messageAccepted(0, id(1)));
        apply(now -> now.handleEvent(delivered(1)));
        apply(ConversationStateTest::inputEnded);
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void refusedMessageIsReportedAndExitsWithSix() {
        join();
        apply(line(1, "a"));
        Explanation full = Explanation.of(8, "the disk is full", "no room");
        apply(now -> now.messageRefused(0, full));
        assertThat(effects).contains(new Effect.PrintError(full), new Effect.ReadMore(1));
        apply(ConversationStateTest::inputEnded);
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isEqualTo(6);
    }

    @Test
    void pipeReadsMoreOnlyAfterFullDelivery() {
        join();
        apply(line(1, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        assertThat(effects).doesNotContain(new Effect.ReadMore(1));
        apply(now -> now.handleEvent(delivery(1, nodes(1), nodes(), nodes(), nodes(3))));
        assertThat(effects).doesNotContain(new Effect.ReadMore(1));
        apply(now -> now.handleEvent(delivered(1)));
        apply(now -> now.handleEvent(delivered(1)));
        assertThat(effects).containsOnlyOnce(new Effect.ReadMore(1));
        effects.clear();
        apply(line(2, "   "));
        assertThat(effects).containsExactly(new Effect.ReadMore(1));
    }

    @Test
    void interactiveDrainIsShortAndExitsWithZero() {
        conversation = typed();
        join();
        apply(line(1, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        assertThat(effects).contains(new Effect.ReadMore(1));
        apply(ConversationStateTest::inputEnded);
        assertThat(effects)
                .contains(
                        new Effect.Print(
                                List.of("leaving ops… 1 message still being delivered; press Ctrl-C to quit now")),
                        new Effect.DrainTimeout(OPS, ConversationState.INTERACTIVE_DRAIN));
        apply(ConversationState::drainTimedOut);
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isZero();
    }

    @Test
    void leaveCommandLeaves() {
        conversation = typed();
        join();
        apply(line(1, "/leave"));
        assertThat(effects).contains(new Effect.Leave(OPS));
    }

    @Test
    void checksHeldBackMessagesUntilShown() {
        conversation = typed();
        join();
        apply(now -> now.handleEvent(said(BOB, 1, "a")));
        apply(now -> now.handleEvent(said(BOB, 2, "b")));
        assertThat(effects).containsExactly(new Effect.OverdueCheck(OPS, ConversationState.OVERDUE_CHECK_INTERVAL));
        effects.clear();
        apply(now -> now.showOverdue(Examples.TIME));
        assertThat(effects).containsExactly(new Effect.OverdueCheck(OPS, ConversationState.OVERDUE_CHECK_INTERVAL));
        effects.clear();
        apply(now -> now.showOverdue(Examples.TIME + 5_000));
        assertThat(effects)
                .containsExactly(new Effect.Print(List.of("14:02 you  a  sending", "14:02 you  b  sending")));
    }

    @Test
    void programGetsReplyBeforeDeliveries() {
        conversation = commands();
        join();
        apply(line(1, "{\"do\":\"send\",\"ref\":\"42\",\"text\":\"hi\"}"));
        apply(now -> now.handleEvent(delivered(1)));
        assertThat(effects).containsExactly(send(0, "hi"), new Effect.ReadMore(1));
        apply(now -> now.messageAccepted(0, id(1)));
        assertThat(printed())
                .containsExactly(
                        "{\"v\":1,\"type\":\"reply\",\"network\":\"ops\",\"ref\":\"42\",\"ok\":true,\"id\":\"" + id(1)
                                + "\"}",
                        "{\"v\":1,\"type\":\"delivery\",\"network\":\"ops\",\"ref\":\"42\",\"id\":\"" + id(1)
                                + "\",\"direct\":[1,3],\"relayed\":[],\"failed\":[],\"pending\":[],\"final\":true,\"ms\":38,"
                                + "\"slow\":[],\"members\":[{\"id\":1,\"state\":\"direct\",\"ms\":38},"
                                + "{\"id\":3,\"state\":\"direct\",\"ms\":38}]}");
        assertThat(effects).containsOnlyOnce(new Effect.ReadMore(1));
        assertThat(conversation.pending()).isEqualTo(PendingMessages.NONE);
    }

    @Test
    void everyCommandGetsOneReplyAndNoErrorOutput() {
        conversation = commands();
        join();
        apply(line(1, "nonsense"));
        apply(lineTooLong(2));
        apply(line(3, "{\"do\":\"members\",\"ref\":\"m\"}"));
        apply(now -> now.queryAnswered(Optional.of("m"), new NodeAnswer.Members(Examples.status())));
        apply(line(4, "{\"do\":\"send\",\"ref\":\"s\",\"text\":\"" + "x".repeat(70_000) + "\"}"));
        apply(line(5, "{\"do\":\"send\",\"ref\":\"t\",\"text\":\"a\"}"));
        apply(now -> now.messageRefused(0, Explanation.of(8, "the disk is full", "no room")));
        apply(line(6, "{\"do\":\"leave\",\"ref\":\"l\"}"));
        assertThat(effects).noneMatch(Effect.PrintError.class::isInstance);
        assertThat(effects.stream().filter(new Effect.ReadMore(1)::equals)).hasSize(5);
        assertThat(printed()).hasSize(6).allMatch(line -> line.startsWith("{\"v\":1,\"type\":\"reply\""));
        assertThat(printed().get(2))
                .contains("\"ok\":true", "\"leader\":1", "{\"id\":3,\"nick\":\"carol\",\"presence\":\"unreachable\"");
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).as("something asked for was not done").isEqualTo(6);
        assertThat(printed())
                .last()
                .isEqualTo("{\"v\":1,\"type\":\"bye\",\"network\":\"ops\",\"reason\":\"quit\",\"code\":6}");
    }

    /** A program that wants it; others wait (newcomer 5). */
    @Test
    void refusesSendsBeyondInFlightLimitWithNowait() {
        conversation = commands();
        join();
        for (int i = 0; i < ConversationState.MAX_IN_FLIGHT; i++) {
            apply(line(1, "{\"do\":\"send\",\"text\":\"a\"}"));
        }
        effects.clear();
        apply(line(1, "{\"do\":\"send\",\"ref\":\"x\",\"text\":\"a\",\"nowait\":true}"));
        assertThat(printed()).hasSize(1).first().asString().contains("\"ref\":\"x\",\"ok\":false");
    }

    /** A member with a full disk stays a member, and senders do not wait for it (M8). */
    @Test
    void slowMemberDoesNotBlockProgram() {
        conversation = commands();
        join();
        for (int i = 0; i < 1_500; i++) {
            int said = i;
            apply(line(1, "{\"do\":\"send\",\"ref\":\"" + i + "\",\"text\":\"a\"}"));
            apply(now -> now.messageAccepted(said, id(said + 1)));
            apply(now -> now.handleEvent(lagging(said + 1)));
        }
        assertThat(effects.stream().filter(Effect.Send.class::isInstance)).hasSize(1_500);
        assertThat(printed()).noneMatch(line -> line.contains("\"ok\":false"));
        effects.clear();
        apply(now -> now.handleEvent(delivered(1_500)));
        apply(now -> now.handleEvent(delivered(1)));
        assertThat(printed().get(0)).contains("\"ref\":\"1499\"", "\"final\":true");
        assertThat(printed().get(1)).as("long ago").contains("\"ref\":null", id(1).toString());
    }

    @Test
    void slowMemberDoesNotBlockPipe() {
        conversation = piped();
        join();
        apply(line(1, "a"));
        apply(now -> now.messageAccepted(0, id(1)));
        assertThat(effects).doesNotContain(new Effect.ReadMore(1));
        apply(now -> now.handleEvent(lagging(1)));
        assertThat(effects).contains(new Effect.ReadMore(1));
        effects.clear();
        apply(now -> now.handleEvent(delivered(1)));
        assertThat(effects).as("once").doesNotContain(new Effect.ReadMore(1));
    }

    @Test
    void byeReportsExitCode() {
        conversation = commands();
        join();
        apply(line(1, "{\"do\":\"send\",\"text\":\"a\"}"));
        apply(now -> now.messageAccepted(0, id(1)));
        apply(ConversationStateTest::inputEnded);
        apply(ConversationState::drainTimedOut);
        apply(ConversationState::leaveCompleted);
        assertThat(exit()).isEqualTo(6);
        assertThat(printed()).last().asString().endsWith("\"code\":6}");
    }

    @Test
    void problemEndsWithItsExitCode() {
        Problem problem = new Problem.DirectoryUnreachable(new Address("127.0.0.1", 4700), "connection refused");
        apply(now -> now.handleEvent(new NetworkEvent.Ended(Optional.of(problem))));
        assertThat(effects).anyMatch(Effect.PrintError.class::isInstance);
        assertThat(exit()).isEqualTo(3);
    }

    @Test
    void closedOutputLeavesSilently() {
        join();
        apply(ConversationState::outputClosed);
        apply(ConversationState::outputClosed);
        assertThat(effects).containsExactly(new Effect.Leave(OPS));
        apply(now -> now.handleEvent(said(ALICE, 1, "hi")));
        apply(now -> now.messagesSkipped(3));
        apply(ConversationState::leaveCompleted);
        assertThat(effects).containsExactly(new Effect.Leave(OPS));
        assertThat(exit()).isEqualTo(141);
    }

    @Test
    void ignoresInputsAfterEnd() {
        join();
        apply(ConversationStateTest::inputEnded);
        apply(ConversationState::leaveCompleted);
        effects.clear();
        apply(now -> now.handleEvent(said(ALICE, 1, "hi")));
        apply(line(1, "a"));
        apply(ConversationState::leaveCompleted);
        apply(ConversationState::drainTimedOut);
        apply(ConversationState::leaveRequested);
        apply(ConversationState::outputClosed);
        apply(now -> now.handleEvent(new NetworkEvent.Ended(Optional.empty())));
        assertThat(effects).isEmpty();
    }

    @Test
    void listedMessagesCanBeReferredToByNumber() {
        conversation = typed();
        join();
        NodeAnswer.Listing listing =
                new NodeAnswer.Listing(List.of(replayed(ALICE, 1, "roll back?")), List.of(), false);
        apply(now -> now.queryAnswered(Optional.empty(), listing));
        assertThat(printed()).anyMatch(line -> line.contains("#1"));
        MessageId id = id(1);
        Optional<MessageKey> key = Optional.of(new MessageKey(ALICE.node(), 1));
        MessageId unseen = id(99);
        effects.clear();
        apply(line(1, "/info #1"));
        apply(line(2, "/why #1"));
        apply(line(3, "/info " + unseen));
        assertThat(effects)
                .as("the log may hold a message that was not shown")
                .containsExactly(
                        new Effect.Query(OPS, Optional.empty(), new NodeQuery.Message(id, key)),
                        new Effect.Query(OPS, Optional.empty(), new NodeQuery.WhyMessage(id, key)),
                        new Effect.Query(OPS, Optional.empty(), new NodeQuery.Message(unseen, Optional.empty())));
        effects.clear();
        apply(line(4, "/info #2"));
        assertThat(effects).anyMatch(Effect.PrintError.class::isInstance).contains(new Effect.ReadMore(1));
    }

    @Test
    void statusCountsUndeliveredMessages() {
        conversation = typed();
        join();
        apply(line(1, "one"));
        apply(now ->
                now.queryAnswered(Optional.empty(), new NodeAnswer.Status(Examples.status(), Path.of("/home/bob"), 0)));
        assertThat(printed()).anyMatch(line -> line.contains("1 of yours"));
    }

    private static ConversationState piped() {
        return ConversationState.start(
                new ConversationState.Settings(OPS, WAIT), InputParser.pipe(false), PlainRenderer.create());
    }

    private static ConversationState typed() {
        Renderer renderer = HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"));
        return ConversationState.start(new ConversationState.Settings(OPS, WAIT), InputParser.interactive(), renderer);
    }

    private static ConversationState commands() {
        return ConversationState.start(
                new ConversationState.Settings(OPS, WAIT), InputParser.json(), JsonRenderer.create("p2p-chat"));
    }

    /** Handles a line like {@link SessionState} in one network. */
    private static Function<ConversationState, Step<ConversationState>> line(int number, String text) {
        return now -> reads(now, now.parser().parse(number, text));
    }

    private static Function<ConversationState, Step<ConversationState>> lineTooLong(int number) {
        return now -> reads(now, now.parser().lineTooLong(number));
    }

    private static Step<ConversationState> inputEnded(ConversationState now) {
        return reads(now, now.parser().end()).then(ConversationState::leaveRequested);
    }

    private static Step<ConversationState> reads(ConversationState now, InputParser.Result read) {
        return read.intent()
                .map(intent -> now.handleIntent((Intent.OfNetwork) intent))
                .orElseGet(() -> Step.of(now, new Effect.ReadMore(1)));
    }

    private static Effect send(long ticket, String text) {
        return new Effect.Send(OPS, ticket, new MessageDraft.Text(text));
    }

    private void join() {
        apply(now -> now.handleEvent(entered()));
        effects.clear();
    }

    private void apply(Function<ConversationState, Step<ConversationState>> input) {
        Step<ConversationState> step = input.apply(conversation);
        conversation = step.next();
        effects.addAll(step.effects());
    }

    private List<String> printed() {
        return effects.stream()
                .filter(Effect.Print.class::isInstance)
                .flatMap(effect -> ((Effect.Print) effect).lines().stream())
                .toList();
    }

    private int exit() {
        assertThat(conversation.phase()).isEqualTo(ConversationState.Phase.OVER);
        return conversation.exitCode();
    }
}
