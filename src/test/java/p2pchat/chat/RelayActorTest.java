package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.chat.FakeChat.get;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.WorstInputs;
import p2pchat.chat.UnaryMessages.Outcome.Kind;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;

/** n1 leads, and n2 asks it to relay a message to n3 (M8). Whatever happens, n2 gets an answer. */
class RelayActorTest {

    private static final NodeId EVE = node(3);
    private static final ChatMessage MESSAGE = message(2, 1);

    private final FakeChat chat = new FakeChat();

    @BeforeEach
    void lead() {
        chat.tell(new ChatActor.ViewChanged(view(1, 2, 3)));
    }

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void storesDeliversAndAnswers() throws Exception {
        CompletableFuture<RelayAnswer> answer = relay(Optional.of(MESSAGE));
        chat.log.nextBatch().commits();
        FakeUnaryMessages.Delivery call = chat.unaryMessages.nextDelivery();
        assertThat(call.to()).isEqualTo(member(3));
        assertThat(call.message()).isEqualTo(MESSAGE);
        assertThat(answer).isNotDone();
        call.receipt().complete(new Receipt.Stored());
        assertThat(get(answer)).isEqualTo(eves(Kind.STORED));
    }

    @Test
    void readsHeldMessageAndAsksForOthers() throws Exception {
        assertThat(get(relay(Optional.empty()))).isEqualTo(new RelayAnswer.SendBody());
        chat.log.rows.put(MESSAGE.key(), MESSAGE);
        CompletableFuture<RelayAnswer> answer = relay(Optional.empty());
        chat.unaryMessages.nextDelivery().receipt().complete(new Receipt.Stored());
        assertThat(get(answer)).isEqualTo(eves(Kind.STORED));
    }

    @Test
    void answersPendingWhenLogCannotBeRead() throws Exception {
        chat.log.broken = true;
        assertThat(get(relay(Optional.empty()))).isEqualTo(new RelayAnswer.Outcomes(Map.of()));
    }

    @Test
    void answersPendingWhenStoreFails() throws Exception {
        CompletableFuture<RelayAnswer> answer = relay(Optional.of(MESSAGE));
        chat.log.nextBatch().fails();
        assertThat(get(answer)).isEqualTo(new RelayAnswer.Outcomes(Map.of()));
    }

    @Test
    void answersRefusedWhenLeaderRefuses() throws Exception { // H14
        chat.log.rows.put(MESSAGE.key(), message(2, 1, "another one"));
        CompletableFuture<RelayAnswer> answer = relay(Optional.of(MESSAGE));
        chat.log.nextBatch().commits();
        assertThat(get(answer)).isInstanceOf(RelayAnswer.Refused.class);
    }

    /** Two tries fail, and verification takes longer than the time limit. A member still in the view is alive. */
    @Test
    void verifiesSilentMemberAndAnswersInTime() throws Exception { // H8
        chat.log.rows.put(MESSAGE.key(), MESSAGE);
        CompletableFuture<RelayAnswer> answer = relay(Optional.empty());
        for (int i = 0; i < 2; i++) {
            chat.unaryMessages.nextDelivery().receipt().completeExceptionally(new IllegalStateException("no answer"));
        }
        assertThat(chat.verified.poll(5, TimeUnit.SECONDS)).isEqualTo(id(3));
        chat.pass(LeaderRelay.TIME_LIMIT.minus(RelayRequests.CHECK_EVERY));
        assertThat(answer).isNotDone();
        chat.pass(RelayRequests.CHECK_EVERY.multipliedBy(2));
        assertThat(get(answer)).isEqualTo(eves(Kind.SLOW));
    }

    @Test
    void stoppingFailsPendingRequests() throws Exception {
        chat.log.rows.put(MESSAGE.key(), MESSAGE);
        CompletableFuture<RelayAnswer> answer = relay(Optional.empty());
        chat.unaryMessages.nextDelivery();
        chat.stop();
        assertThatThrownBy(() -> get(answer)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    /** The guardian of the network watches the chat, not the relay. */
    @Test
    void failingRelayStopsTheChat() {
        chat.log.rows.put(MESSAGE.key(), MESSAGE);
        chat.unaryMessages.buggy = true;
        var unused = relay(Optional.empty());
        chat.awaitStopped();
    }

    /** No input ends the actor (reliability F1). */
    @Test
    void survivesWorstInput() {
        WorstInputs.check(
                RelayActor.Command.class,
                values -> RelayActor.create(
                        node(1),
                        new RelayActor.Ports(
                                values.ownPort(ChatLog.class),
                                values.port(UnaryMessages.class),
                                member -> {},
                                arrived -> arrived.ack().complete(values.of(ChatActor.Ack.class)),
                                () -> 1_000)));
    }

    private CompletableFuture<RelayAnswer> relay(Optional<ChatMessage> body) {
        CompletableFuture<RelayAnswer> answer = new CompletableFuture<>();
        UnaryMessages.RelayRequest relay =
                new UnaryMessages.RelayRequest(MESSAGE.key(), MESSAGE.id(), body, List.of(EVE));
        chat.tell(new ChatActor.RelayRequested(id(2), relay, answer));
        return answer;
    }

    private static RelayAnswer eves(Kind kind) {
        return new RelayAnswer.Outcomes(Map.of(EVE, UnaryMessages.Outcome.of(kind)));
    }
}
