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
import p2pchat.chat.UnaryMessages.Passed;
import p2pchat.chat.UnaryMessages.Receipt;
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
        passing.view(view(1, 2, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Keep(7, MESSAGE));
        assertThat(passing.held(7, Optional.of(MESSAGE))).containsExactly(new Effect.Call(7, member(3), MESSAGE));
        assertThat(passing.tried(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whatIsOnlyNamedAndNotHeldIsAskedFor() {
        passing.view(view(1, 2, 3));
        assertThat(ask(Optional.empty())).containsExactly(new Effect.Find(7, MESSAGE.key()));
        assertThat(passing.held(7, Optional.empty())).containsExactly(new Effect.Answer(7, new Passed.SendBody()));
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whatCouldNotBeKeptIsAnsweredOnce() {
        passing.view(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        Passed refused = new Passed.Refused("another message has this number");
        assertThat(passing.notHeld(7, refused)).containsExactly(new Effect.Answer(7, refused));
        assertThat(passing.notHeld(7, refused)).isEmpty();
        assertThat(passing.held(7, Optional.of(MESSAGE))).as("late").isEmpty();
        assertThat(passing.busy()).isFalse();
    }

    @Test
    void whoeverIsSilentTwiceIsVerifiedAndThenDropped() { // M8, H8
        calling();
        assertThat(passing.tried(7, EVE, Optional.empty())).containsExactly(new Effect.Call(7, member(3), MESSAGE));
        assertThat(passing.tried(7, EVE, Optional.empty())).containsExactly(new Effect.Doubt(id(3)));
        assertThat(passing.view(view(1, 2))).containsExactly(answer(Kind.DROPPED));
    }

    @Test
    void whoeverIsVerifiedAndStaysIsSlow() {
        calling();
        passing.tried(7, EVE, Optional.empty());
        passing.tried(7, EVE, Optional.empty());
        assertThat(passing.look(LeaderRelay.PATIENCE.toMillis() - 1)).isEmpty();
        assertThat(passing.look(LeaderRelay.PATIENCE.toMillis())).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void whoeverLivesAndCannotStoreIsSlowAtOnce() {
        calling();
        assertThat(passing.tried(7, EVE, Optional.of(new Receipt.Unable()))).containsExactly(answer(Kind.SLOW));
    }

    @Test
    void aRefusalIsPassedBackWithItsReason() {
        calling();
        assertThat(passing.tried(7, EVE, Optional.of(new Receipt.Refused("another one"))))
                .containsExactly(new Effect.Answer(
                        7, new Passed.Outcomes(Map.of(EVE, new Outcome(Kind.REFUSED, "another one")))));
    }

    @Test
    void whoeverIsStillBeingTriedWhenTimeIsUpMayBeAskedOfAgain() {
        calling();
        assertThat(passing.look(LeaderRelay.PATIENCE.toMillis())).containsExactly(answer(Kind.PENDING));
    }

    @Test
    void whileSomebodyIsVerifiedOtherMessagesNeedNoTriesOfTheirOwn() {
        calling();
        passing.tried(7, EVE, Optional.empty());
        passing.tried(7, EVE, Optional.empty());
        assertThat(held(8)).isEmpty();
    }

    @Test
    void whoeverAnswersAfterAllIsTriedAgain() {
        calling();
        passing.tried(7, EVE, Optional.empty());
        passing.tried(7, EVE, Optional.empty());
        assertThat(passing.tried(7, EVE, Optional.of(new Receipt.Stored()))).containsExactly(answer(Kind.STORED));
        assertThat(held(8)).containsExactly(new Effect.Call(8, member(3), MESSAGE));
    }

    @Test
    void whatWasDoubtedIsForgottenOnceNothingIsInHand() {
        calling();
        passing.tried(7, EVE, Optional.empty());
        passing.tried(7, EVE, Optional.empty());
        passing.look(LeaderRelay.PATIENCE.toMillis());
        assertThat(held(8)).containsExactly(new Effect.Call(8, member(3), MESSAGE));
    }

    @Test
    void whoeverWasDroppedAndIsBackIsTriedAgain() {
        calling();
        passing.tried(7, EVE, Optional.empty());
        passing.tried(7, EVE, Optional.empty());
        passing.asked(8, AUTHOR, relay(Optional.empty(), EVE), 0); // so that something is in hand all the time
        passing.view(view(1, 2));
        passing.view(view(1, 2, 3));
        assertThat(held(9)).containsExactly(new Effect.Call(9, member(3), MESSAGE));
    }

    @Test
    void nobodyIsHandedWhatIsTheirOwn() {
        passing.view(view(1, 2, 3));
        passing.asked(7, AUTHOR, relay(Optional.of(MESSAGE), node(1), AUTHOR, EVE), 0);
        assertThat(passing.held(7, Optional.of(MESSAGE))).containsExactly(new Effect.Call(7, member(3), MESSAGE));
    }

    @Test
    void beyondItsBoundTheAuthorsAreToldToWait() {
        passing.view(view(1, 2, 3));
        for (int ticket = 0; ticket < LeaderRelay.MAX_IN_HAND; ticket++) {
            assertThat(passing.asked(ticket, AUTHOR, relay(Optional.empty()), 0))
                    .containsExactly(new Effect.Find(ticket, MESSAGE.key()));
        }
        assertThat(passing.asked(999, AUTHOR, relay(Optional.empty()), 0))
                .containsExactly(new Effect.Answer(999, new Passed.Outcomes(Map.of())));
    }

    @Test
    void onlyALeaderPassesOnAndOnlyForTheAuthor() {
        passing.view(view(2, 1, 3));
        assertThat(ask(Optional.of(MESSAGE))).containsExactly(new Effect.Answer(7, new Passed.NotLeader()));
        passing.view(view(1, 2, 3));
        assertThat(passing.asked(8, EVE, relay(Optional.of(MESSAGE)), 0))
                .satisfiesExactly(
                        effect -> assertThat(((Effect.Answer) effect).answer()).isInstanceOf(Passed.Refused.class));
        assertThat(passing.busy()).isFalse();
    }

    private void calling() {
        passing.view(view(1, 2, 3));
        ask(Optional.of(MESSAGE));
        passing.held(7, Optional.of(MESSAGE));
    }

    private List<Effect> ask(Optional<ChatMessage> body) {
        return passing.asked(7, AUTHOR, relay(body), 0);
    }

    /** Another relay of the same author's, once the message is held. */
    private List<Effect> held(long ticket) {
        passing.asked(ticket, AUTHOR, relay(Optional.empty()), 0);
        return passing.held(ticket, Optional.of(MESSAGE));
    }

    private static UnaryMessages.Relay relay(Optional<ChatMessage> body) {
        return relay(body, EVE);
    }

    private static UnaryMessages.Relay relay(Optional<ChatMessage> body, NodeId... to) {
        return new UnaryMessages.Relay(MESSAGE.key(), MESSAGE.id(), body, List.of(to));
    }

    private static Effect.Answer answer(Kind kind) {
        return new Effect.Answer(7, new Passed.Outcomes(Map.of(EVE, Outcome.of(kind))));
    }
}
