package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.chat.LeaderRelay.Effect;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.Outcome.Kind;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;

/** n1 leads and relays messages of n2 to n3. */
class LeaderRelayTest {

    private static final NodeId AUTHOR = node(2);
    private static final NodeId EVE = node(3);
    private static final ChatMessage MESSAGE = message(2, 1);

    private final LeaderRelay relay = new LeaderRelay(node(1));

    @Test
    void storesBodyBeforeDelivering() {
        relay.viewChanged(view(1, 2, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Store(7, MESSAGE));
        assertThat(relay.messageHeld(7, Optional.of(MESSAGE)))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
        assertThat(relay.delivered(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(relay.busy()).isFalse();
    }

    @Test
    void asksForBodyItDoesNotHold() {
        relay.viewChanged(view(1, 2, 3));
        assertThat(ask(Optional.empty())).containsExactly(new Effect.Read(7, MESSAGE.key()));
        assertThat(relay.messageHeld(7, Optional.empty()))
                .containsExactly(new Effect.Answer(7, new RelayAnswer.SendBody()));
        assertThat(relay.busy()).isFalse();
    }

    @Test
    void answersFailedStoreOnce() {
        relay.viewChanged(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        RelayAnswer refused = new RelayAnswer.Refused("another message has this number");
        assertThat(relay.failed(7, refused)).containsExactly(new Effect.Answer(7, refused));
        assertThat(relay.failed(7, refused)).isEmpty();
        assertThat(relay.messageHeld(7, Optional.of(MESSAGE))).as("late").isEmpty();
        assertThat(relay.busy()).isFalse();
    }

    @Test
    void verifiesThenDropsSilentMember() { // M8, H8
        calling();
        assertThat(relay.delivered(7, EVE, Optional.empty()))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
        assertThat(relay.delivered(7, EVE, Optional.empty())).containsExactly(new Effect.Verify(id(3)));
        assertThat(relay.viewChanged(view(1, 2))).containsExactly(answer(Kind.DROPPED));
    }

    @Test
    void verifiedMemberThatStaysIsSlow() {
        calling();
        relay.delivered(7, EVE, Optional.empty());
        relay.delivered(7, EVE, Optional.empty());
        assertThat(relay.check(LeaderRelay.TIME_LIMIT.toMillis() - 1)).isEmpty();
        assertThat(relay.check(LeaderRelay.TIME_LIMIT.toMillis())).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void memberUnableToStoreIsSlow() {
        calling();
        assertThat(relay.delivered(7, EVE, Optional.of(new Receipt.Unable()))).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void returnsRefusalWithReason() {
        calling();
        assertThat(relay.delivered(7, EVE, Optional.of(new Receipt.Refused("another one"))))
                .containsExactly(new Effect.Answer(
                        7, new RelayAnswer.Outcomes(Map.of(EVE, new Outcome(Kind.REFUSED, "another one")))));
    }

    @Test
    void unfinishedDeliveryIsPendingAtTimeLimit() {
        calling();
        assertThat(relay.check(LeaderRelay.TIME_LIMIT.toMillis())).containsExactly(answer(Kind.PENDING));
    }

    @Test
    void doesNotTryMembersBeingVerified() {
        calling();
        relay.delivered(7, EVE, Optional.empty());
        relay.delivered(7, EVE, Optional.empty());
        assertThat(held(8)).isEmpty();
    }

    @Test
    void triesMemberAgainAfterLateAnswer() {
        calling();
        relay.delivered(7, EVE, Optional.empty());
        relay.delivered(7, EVE, Optional.empty());
        assertThat(relay.delivered(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(held(8)).containsExactly(new Effect.Deliver(8, member(3), MESSAGE));
    }

    @Test
    void forgetsVerificationsWhenIdle() {
        calling();
        relay.delivered(7, EVE, Optional.empty());
        relay.delivered(7, EVE, Optional.empty());
        relay.check(LeaderRelay.TIME_LIMIT.toMillis());
        assertThat(held(8)).containsExactly(new Effect.Deliver(8, member(3), MESSAGE));
    }

    @Test
    void triesReturnedMemberAgain() {
        calling();
        relay.delivered(7, EVE, Optional.empty());
        relay.delivered(7, EVE, Optional.empty());
        relay.requested(8, AUTHOR, relay(Optional.empty(), EVE), 0); // so that a relay is pending all the time
        relay.viewChanged(view(1, 2));
        relay.viewChanged(view(1, 2, 3));
        assertThat(held(9)).containsExactly(new Effect.Deliver(9, member(3), MESSAGE));
    }

    @Test
    void doesNotDeliverToAuthorOrLeader() {
        relay.viewChanged(view(1, 2, 3));
        relay.requested(7, AUTHOR, relay(Optional.of(MESSAGE), node(1), AUTHOR, EVE), 0);
        assertThat(relay.messageHeld(7, Optional.of(MESSAGE)))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
    }

    @Test
    void answersPendingBeyondLimit() {
        relay.viewChanged(view(1, 2, 3));
        for (int ticket = 0; ticket < LeaderRelay.MAX_PENDING; ticket++) {
            assertThat(relay.requested(ticket, AUTHOR, relay(Optional.empty()), 0))
                    .containsExactly(new Effect.Read(ticket, MESSAGE.key()));
        }
        assertThat(relay.requested(999, AUTHOR, relay(Optional.empty()), 0))
                .containsExactly(new Effect.Answer(999, new RelayAnswer.Outcomes(Map.of())));
    }

    @Test
    void relaysOnlyAsLeaderForTheAuthor() {
        relay.viewChanged(view(2, 1, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Answer(7, new RelayAnswer.NotLeader()));
        relay.viewChanged(view(1, 2, 3));
        assertThat(relay.requested(8, EVE, relay(Optional.of(MESSAGE)), 0))
                .satisfiesExactly(effect ->
                        assertThat(((Effect.Answer) effect).answer()).isInstanceOf(RelayAnswer.Refused.class));
        assertThat(relay.busy()).isFalse();
    }

    private void calling() {
        relay.viewChanged(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        relay.messageHeld(7, Optional.of(MESSAGE));
    }

    private List<Effect> ask(Optional<ChatMessage> body) {
        return relay.requested(7, AUTHOR, relay(body), 0);
    }

    /** Another relay of the same author, once the message is held. */
    private List<Effect> held(long ticket) {
        relay.requested(ticket, AUTHOR, relay(Optional.empty()), 0);
        return relay.messageHeld(ticket, Optional.of(MESSAGE));
    }

    private static UnaryMessages.RelayRequest relay(Optional<ChatMessage> body) {
        return relay(body, EVE);
    }

    private static UnaryMessages.RelayRequest relay(Optional<ChatMessage> body, NodeId... to) {
        return new UnaryMessages.RelayRequest(MESSAGE.key(), MESSAGE.id(), body, List.of(to));
    }

    private static Effect.Answer answer(Kind kind) {
        return new Effect.Answer(7, new RelayAnswer.Outcomes(Map.of(EVE, Outcome.of(kind))));
    }
}
