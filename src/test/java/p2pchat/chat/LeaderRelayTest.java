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

/** n1 leads, and passes on what n2 does not get to n3. */
class LeaderRelayTest {

    private static final NodeId AUTHOR = node(2);
    private static final NodeId EVE = node(3);
    private static final ChatMessage MESSAGE = message(2, 1);

    private final LeaderRelay passing = new LeaderRelay(node(1));

    @Test
    void whatTheAuthorSendsAlongIsKeptBeforeItIsPassedOn() {
        passing.viewChanged(view(1, 2, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Store(7, MESSAGE));
        assertThat(passing.messageHeld(7, Optional.of(MESSAGE)))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
        assertThat(passing.delivered(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whatIsOnlyNamedAndNotHeldIsAskedFor() {
        passing.viewChanged(view(1, 2, 3));
        assertThat(ask(Optional.empty())).containsExactly(new Effect.Read(7, MESSAGE.key()));
        assertThat(passing.messageHeld(7, Optional.empty()))
                .containsExactly(new Effect.Answer(7, new RelayAnswer.SendBody()));
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whatCouldNotBeKeptIsAnsweredOnce() {
        passing.viewChanged(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        RelayAnswer refused = new RelayAnswer.Refused("another message has this number");
        assertThat(passing.failed(7, refused)).containsExactly(new Effect.Answer(7, refused));
        assertThat(passing.failed(7, refused)).isEmpty();
        assertThat(passing.messageHeld(7, Optional.of(MESSAGE))).as("late").isEmpty();
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whoeverIsSilentTwiceIsVerifiedAndThenDropped() { // M8, H8
        calling();
        assertThat(passing.delivered(7, EVE, Optional.empty()))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
        assertThat(passing.delivered(7, EVE, Optional.empty())).containsExactly(new Effect.Verify(id(3)));
        assertThat(passing.viewChanged(view(1, 2))).containsExactly(answer(Kind.DROPPED));
    }

    @Test
    void whoeverIsVerifiedAndStaysIsSlow() {
        calling();
        passing.delivered(7, EVE, Optional.empty());
        passing.delivered(7, EVE, Optional.empty());
        assertThat(passing.check(LeaderRelay.TIME_LIMIT.toMillis() - 1)).isEmpty();
        assertThat(passing.check(LeaderRelay.TIME_LIMIT.toMillis())).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void whoeverLivesAndCannotStoreIsSlowAtOnce() {
        calling();
        assertThat(passing.delivered(7, EVE, Optional.of(new Receipt.Unable()))).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void aRefusalIsPassedBackWithItsReason() {
        calling();
        assertThat(passing.delivered(7, EVE, Optional.of(new Receipt.Refused("another one"))))
                .containsExactly(new Effect.Answer(
                        7, new RelayAnswer.Outcomes(Map.of(EVE, new Outcome(Kind.REFUSED, "another one")))));
    }

    @Test
    void whoeverIsStillBeingTriedWhenTimeIsUpMayBeAskedOfAgain() {
        calling();
        assertThat(passing.check(LeaderRelay.TIME_LIMIT.toMillis())).containsExactly(answer(Kind.PENDING));
    }

    @Test
    void whileSomebodyIsVerifiedOtherMessagesNeedNoTriesOfTheirOwn() {
        calling();
        passing.delivered(7, EVE, Optional.empty());
        passing.delivered(7, EVE, Optional.empty());
        assertThat(held(8)).isEmpty();
    }

    @Test
    void whoeverAnswersAfterAllIsTriedAgain() {
        calling();
        passing.delivered(7, EVE, Optional.empty());
        passing.delivered(7, EVE, Optional.empty());
        assertThat(passing.delivered(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(held(8)).containsExactly(new Effect.Deliver(8, member(3), MESSAGE));
    }

    @Test
    void whatWasDoubtedIsForgottenOnceNothingIsInHand() {
        calling();
        passing.delivered(7, EVE, Optional.empty());
        passing.delivered(7, EVE, Optional.empty());
        passing.check(LeaderRelay.TIME_LIMIT.toMillis());
        assertThat(held(8)).containsExactly(new Effect.Deliver(8, member(3), MESSAGE));
    }

    @Test
    void whoeverWasDroppedAndIsBackIsTriedAgain() {
        calling();
        passing.delivered(7, EVE, Optional.empty());
        passing.delivered(7, EVE, Optional.empty());
        passing.requested(8, AUTHOR, relay(Optional.empty(), EVE), 0); // so that something is in hand all the time
        passing.viewChanged(view(1, 2));
        passing.viewChanged(view(1, 2, 3));
        assertThat(held(9)).containsExactly(new Effect.Deliver(9, member(3), MESSAGE));
    }

    @Test
    void nobodyIsHandedWhatIsTheirOwn() {
        passing.viewChanged(view(1, 2, 3));
        passing.requested(7, AUTHOR, relay(Optional.of(MESSAGE), node(1), AUTHOR, EVE), 0);
        assertThat(passing.messageHeld(7, Optional.of(MESSAGE)))
                .containsExactly(new Effect.Deliver(7, member(3), MESSAGE));
    }

    @Test
    void beyondItsBoundTheAuthorsAreToldToWait() {
        passing.viewChanged(view(1, 2, 3));
        for (int ticket = 0; ticket < LeaderRelay.MAX_PENDING; ticket++) {
            assertThat(passing.requested(ticket, AUTHOR, relay(Optional.empty()), 0))
                    .containsExactly(new Effect.Read(ticket, MESSAGE.key()));
        }
        assertThat(passing.requested(999, AUTHOR, relay(Optional.empty()), 0))
                .containsExactly(new Effect.Answer(999, new RelayAnswer.Outcomes(Map.of())));
    }

    @Test
    void onlyALeaderPassesOnAndOnlyForTheAuthor() {
        passing.viewChanged(view(2, 1, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Answer(7, new RelayAnswer.NotLeader()));
        passing.viewChanged(view(1, 2, 3));
        assertThat(passing.requested(8, EVE, relay(Optional.of(MESSAGE)), 0))
                .satisfiesExactly(effect ->
                        assertThat(((Effect.Answer) effect).answer()).isInstanceOf(RelayAnswer.Refused.class));
        assertThat(passing.busy()).isFalse();
    }

    private void calling() {
        passing.viewChanged(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        passing.messageHeld(7, Optional.of(MESSAGE));
    }

    private List<Effect> ask(Optional<ChatMessage> body) {
        return passing.requested(7, AUTHOR, relay(body), 0);
    }

    /** Another relay of the same author's, once the message is held. */
    private List<Effect> held(long ticket) {
        passing.requested(ticket, AUTHOR, relay(Optional.empty()), 0);
        return passing.messageHeld(ticket, Optional.of(MESSAGE));
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
