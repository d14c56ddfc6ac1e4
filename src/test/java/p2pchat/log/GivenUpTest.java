package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Summary;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.VersionVector;

/** Messages that were given up, and their late arrival (protocol 2.7). */
class GivenUpTest {

    private static final MessageSigner SIGNER = TestMessages.signer(new NodeId(1));

    private static final ChatMessage BOBS = message(2, 1, 1);
    private static final ChatMessage ANSWER = message(3, 1, 2, BOBS.key());
    private static final VersionVector LOST = VersionVector.EMPTY.with(BOBS.key());

    private MessageLog log = MessageLog.of(new Summary(VersionVector.EMPTY, List.of()));

    @Test
    void marksGapAndLateMessage() {
        arrives(ANSWER);
        LogChange without = giveUp();
        assertThat(shown(without, ANSWER)).containsExactly(new DeliveredMessage(ANSWER, OrderMark.AFTER_GAP));
        LogChange late = arrives(BOBS);
        assertThat(late.batch().entries()).extracting(LogStore.Entry::mark).containsExactly(OrderMark.LATE);
        assertThat(shown(late)).containsExactly(new DeliveredMessage(BOBS, OrderMark.LATE));
    }

    @Test
    void nextMessageFollowsAnswerInsteadOfLateMessage() {
        arrives(ANSWER);
        giveUp();
        arrives(BOBS);
        assertThat(log.frontier()).containsOnlyKeys(ANSWER.key());
    }

    @Test
    void lateMessageClosesGap() {
        arrives(ANSWER);
        giveUp();
        arrives(BOBS);
        ChatMessage next = message(2, 2, 3, BOBS.key(), ANSWER.key());
        assertThat(shown(arrives(next))).containsExactly(new DeliveredMessage(next, OrderMark.PLAIN));
    }

    @Test
    void batchContainsChangesOfGivenUp() {
        assertThat(arrives(ANSWER).batch().givenUp()).as("as it was").isEmpty();
        assertThat(giveUp().batch().givenUp()).contains(LOST);
        assertThat(arrives(message(4, 1, 1)).batch().givenUp()).as("as it was").isEmpty();
        assertThat(arrives(BOBS).batch().givenUp()).contains(VersionVector.EMPTY);
    }

    /** The messages formed a cycle when the process ended. */
    @Test
    void deliversArrivedGivenUpMessageAfterStart() {
        log = MessageLog.of(new Summary(LOST, List.of(), LOST, LOST));
        LogChange change = new LogChange(log, SIGNER);
        change.reload(List.of(facts(BOBS)), true);
        assertThat(change.batch().released()).containsExactly(new Release(BOBS.key(), OrderMark.LATE));
        assertThat(change.batch().givenUp()).contains(VersionVector.EMPTY);
    }

    @Test
    void deliversReloadedMessageOnce() {
        arrives(ANSWER);
        LogChange again = new LogChange(log, SIGNER);
        again.reload(List.of(facts(ANSWER)), true); // it is listed already
        log = again.committed(Digest.NOTHING);
        assertThat(shown(arrives(BOBS), ANSWER))
                .containsExactly(
                        new DeliveredMessage(BOBS, OrderMark.PLAIN), new DeliveredMessage(ANSWER, OrderMark.PLAIN));
        LogChange late = new LogChange(log, SIGNER);
        late.reload(List.of(facts(ANSWER)), true); // it was delivered during the read
        assertThat(shown(late)).isEmpty();
        assertThat(late.batch().released()).isEmpty();
    }

    @Test
    void messageReleasedInSameBatchIsStoredAsDelivered() {
        LogChange change = new LogChange(log, SIGNER);
        change.receive(ANSWER);
        change.receive(BOBS);
        assertThat(change.batch().entries()).hasSize(2).allMatch(LogStore.Entry::delivered);
        assertThat(change.batch().released()).isEmpty();
        assertThat(shown(change)).extracting(DeliveredMessage::message).containsExactly(BOBS, ANSWER);
    }

    @Test
    void storesForgedLamportWithoutDelivery() {
        ChatMessage liar = TestMessages.chained(message(3, 1, 9), MessageHash.NONE, BOBS);
        arrives(BOBS);
        LogChange change = arrives(liar);
        assertThat(change.batch().entries()).extracting(LogStore.Entry::mark).containsExactly(OrderMark.UNSOUND);
        assertThat(shown(change)).isEmpty();
        assertThat(log.frontier()).containsOnlyKeys(BOBS.key());
        assertThat(log.vector().contains(key(3, 1))).isTrue();
    }

    private LogChange arrives(ChatMessage message) {
        LogChange change = new LogChange(log, SIGNER);
        change.receive(message);
        log = change.committed(Digest.NOTHING);
        return change;
    }

    private LogChange giveUp() {
        LogChange change = new LogChange(log, SIGNER);
        change.giveUp(log.missing());
        log = change.committed(Digest.NOTHING);
        return change;
    }

    /** Returns the deliveries, if the store has the texts of these waiting messages. */
    private static List<DeliveredMessage> shown(LogChange change, ChatMessage... waited) {
        return change.delivered(new Appended(List.of(), List.of(waited), Digest.NOTHING));
    }

    private static Waiting facts(ChatMessage message) {
        return Waiting.of(message);
    }
}
