package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestMessages.chained;
import static p2pchat.TestMessages.rewritten;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Outcome;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Mallory, node 9, signs two versions of her messages (attacks 23, 23a and 24). Ben and Cora hold one each. */
final class ForksTest {

    private static final NodeId MALLORY = new NodeId(9);
    private static final ChatMessage FIRST = message(9, 1, 1);
    private static final ChatMessage YES = chained(rewritten(message(9, 2, 2), "yes"), FIRST.hash(), FIRST);
    private static final ChatMessage NO = chained(rewritten(message(9, 2, 2), "no"), FIRST.hash(), FIRST);
    private static final ChatMessage AFTER_YES = chained(message(9, 3, 3), YES.hash(), YES);
    private static final ChatMessage AFTER_NO = chained(message(9, 3, 3), NO.hash(), NO);
    private static final ChatMessage ANSWER_TO_YES = chained(message(2, 1, 3), MessageHash.NONE, YES);
    private static final ChatMessage ANSWER_TO_NO = chained(message(3, 1, 3), MessageHash.NONE, NO);
    private static final ForkProof PROOF = new ForkProof(YES, NO);

    /** A log with its store. */
    private static final class Reader {

        private final MessageSigner signer;
        private final MemoryLogStore store;
        private MessageLog log;
        private List<DeliveredMessage> delivered = List.of();

        private Reader(int node, ChatMessage... messages) {
            signer = TestMessages.signer(new NodeId(node));
            store = new MemoryLogStore(signer.uid());
            log = MessageLog.of(store.summaryNow());
            for (ChatMessage message : messages) {
                assertThat(receive(message)).isEqualTo(Outcome.STORED);
            }
        }

        private Outcome receive(ChatMessage message) {
            return receive(List.of(message)).get(0);
        }

        private List<Outcome> receive(List<ChatMessage> messages) {
            LogChange change = new LogChange(log, signer);
            change.receive(messages);
            return commit(change);
        }

        private void prove(ForkProof proof) {
            LogChange change = new LogChange(log, signer);
            change.prove(proof);
            commit(change);
        }

        private List<Outcome> commit(LogChange change) {
            Appended appended = get(store.append(change.batch()));
            delivered = change.delivered(appended);
            log = change.committed(appended.digest());
            for (Suspicion suspicion : change.suspicions(appended)) {
                suspicion
                        .prove(get(store.read(suspicion.author(), suspicion.read(), Suspicion.MAX_READ)))
                        .ifPresent(this::prove);
            }
            return change.outcomes(appended);
        }

        private void restart() {
            log = MessageLog.of(store.summaryNow());
        }

        private static <T> T get(CompletionStage<T> done) {
            return ((CompletableFuture<T>) done).join();
        }

        private Fork fork() {
            return log.chains().forks().get(MALLORY);
        }
    }

    @Test
    void conflictingMessageProvesForkAndFreezes() {
        Reader ben = new Reader(2, FIRST, YES, AFTER_YES);
        assertThat(ben.receive(NO)).isEqualTo(Outcome.CONFLICT);
        assertThat(ben.fork()).isEqualTo(new Fork(PROOF, true));
        assertThat(ben.log.vector().of(MALLORY)).as("nothing disappears").isEqualTo(Ranges.upTo(3));
        assertThat(ben.receive(chained(message(9, 4, 4), AFTER_YES.hash(), AFTER_YES)))
                .isEqualTo(Outcome.FORKED);
    }

    @Test
    void successorOfOtherVersionProvesFork() {
        Reader ben = new Reader(2, FIRST, YES);
        ben.receive(AFTER_NO);
        assertThat(ben.fork().from()).isEqualTo(2);
    }

    /** An author that has lost its last message leaves a number free, so this one hides the message before it. */
    @Test
    void successorThatNamesNothingProvesFork() {
        Reader ben = new Reader(2, FIRST, YES);
        ben.receive(chained(message(9, 3, 3), MessageHash.NONE, YES));
        assertThat(ben.fork().from()).isEqualTo(2);
        Reader cora = new Reader(3, FIRST, YES);
        cora.receive(chained(message(9, 4, 3), MessageHash.NONE, YES));
        assertThat(cora.log.chains().forks()).isEmpty();
    }

    /** The successor was delivered when its predecessor was given up. */
    @Test
    void lateMessageThatItsSuccessorDoesNotNameProvesFork() {
        Reader ben = new Reader(2, FIRST, AFTER_YES);
        LogChange lost = new LogChange(ben.log, ben.signer);
        lost.giveUp(VersionVector.EMPTY.with(YES.key()));
        ben.commit(lost);
        ben.receive(NO);
        assertThat(ben.fork().from()).isEqualTo(2);
    }

    /** Anyone may sign a message under the id of another author, with another key. */
    @Test
    void messagesOfTwoStoresProveNothing() {
        ChatMessage other = TestMessages.signedBy(TestMessages.signer(new NodeId(8)), NO);
        assertThat(ForkProof.among(List.of(YES, other))).isEmpty();
    }

    /** The logs differ in what they hold of Mallory, and are called equal. */
    @Test
    void versionsDoNotCount() {
        Reader ben = new Reader(2, FIRST, YES, AFTER_YES);
        Reader cora = new Reader(3, FIRST, NO);
        assertThat(ben.log.digest()).isNotEqualTo(cora.log.digest());
        ben.prove(PROOF);
        cora.receive(YES);
        assertThat(ben.log.digest()).isEqualTo(cora.log.digest());
        assertThat(ben.log.state().isSameAs(cora.log.state())).isTrue();
        assertThat(cora.log.state().lacking(ben.log.state()).isEmpty()).isTrue();
        ben.receive(message(5, 1, 1));
        cora.receive(message(5, 1, 1));
        assertThat(ben.log.digest()).isEqualTo(cora.log.digest());
    }

    /** What others have answered can be read by all, though not both versions of one number. */
    @Test
    void frozenStoreGivesOnlyWhatOthersFollow() {
        Reader cora = new Reader(3, FIRST, NO);
        cora.prove(PROOF);
        assertThat(cora.receive(AFTER_YES)).isEqualTo(Outcome.FORKED);
        ChatMessage answer = chained(message(2, 1, 4), MessageHash.NONE, AFTER_YES);
        assertThat(cora.receive(answer)).isEqualTo(Outcome.STORED);
        assertThat(cora.log.missing()).isEqualTo(VersionVector.EMPTY.with(AFTER_YES.key()));
        assertThat(cora.receive(AFTER_YES)).isEqualTo(Outcome.STORED);
        assertThat(cora.delivered)
                .extracting(delivered -> delivered.message().key())
                .containsExactly(key(9, 3), key(2, 1));
        assertThat(cora.receive(chained(message(9, 4, 4), AFTER_YES.hash(), AFTER_YES)))
                .isEqualTo(Outcome.FORKED);
    }

    /** Attack 23a: a message that others have answered cannot be unsaid. */
    @Test
    void answeredVersionHolds() {
        Reader ben = new Reader(2, FIRST, YES, ANSWER_TO_YES);
        assertThat(ben.receive(rewritten(FIRST, "forged later"))).isEqualTo(Outcome.CONFLICT);
        assertThat(ben.fork().from()).isEqualTo(1);
        assertThat(ben.fork().frozen()).isFalse();
        assertThat(ben.receive(AFTER_YES)).isEqualTo(Outcome.STORED);
        assertThat(ben.log.digest())
                .as("another log may hold the other version")
                .isEqualTo(counted(ANSWER_TO_YES));
        ben.restart();
        assertThat(ben.fork().frozen()).isFalse();
        assertThat(ben.receive(NO)).as("a known fork is not proven again").isEqualTo(Outcome.CONFLICT);
        assertThat(ben.fork().from()).isEqualTo(1);
    }

    /** Attack 23a with an accomplice, or a member that has answered the other version. */
    @Test
    void versionsThatBothHaveAnswersFreeze() {
        for (boolean proofFirst : List.of(true, false)) {
            Reader ben = new Reader(2, FIRST, YES, ANSWER_TO_YES);
            if (proofFirst) {
                ben.prove(PROOF);
                assertThat(ben.fork().frozen()).isFalse();
            }
            assertThat(ben.receive(ANSWER_TO_NO)).isEqualTo(Outcome.STORED);
            ben.prove(PROOF);
            assertThat(ben.fork().frozen()).isTrue();
            ben.restart();
            assertThat(ben.fork().frozen()).isTrue();
            assertThat(ben.log.vector().of(MALLORY)).isEqualTo(Ranges.upTo(2));
        }
    }

    /** Her own second message does not settle her first. */
    @Test
    void ownAnswerSettlesNothing() {
        Reader ben = new Reader(2, FIRST, YES, AFTER_YES);
        ben.prove(PROOF);
        assertThat(ben.fork().frozen()).isTrue();
        ben.receive(ANSWER_TO_YES);
        assertThat(ben.fork().frozen()).as("a fork thaws for nobody").isTrue();
    }

    /** Otherwise Mallory could hide Cora's messages from Ben. */
    @Test
    void answerToOtherVersionIsShown() {
        ChatMessage late = chained(rewritten(message(9, 2, 900), "no"), FIRST.hash(), FIRST);
        ChatMessage answer = chained(message(3, 1, 901), MessageHash.NONE, late);
        Reader ben = new Reader(2, FIRST, YES);
        ben.receive(answer);
        assertThat(ben.delivered).extracting(DeliveredMessage::mark).containsExactly(OrderMark.PLAIN);
    }

    /** A text counts as deleted only if the deletion is stored, so that it can be passed on. */
    @Test
    void stubWithRefusedDeletionIsWithheld() {
        ChatMessage stub = FIRST.erased();
        assertThat(new Reader(2).receive(List.of(stub, deletion(2)))).containsExactly(Outcome.STORED, Outcome.STORED);
        assertThat(new Reader(2).receive(List.of(stub, deletion(MessageKey.MAX_GAP + 1))))
                .containsExactly(Outcome.WITHHELD, Outcome.TOO_FAR);
        assertThat(new Reader(2, YES).receive(List.of(stub, deletion(2))))
                .containsExactly(Outcome.WITHHELD, Outcome.CONFLICT);
        assertThat(new Reader(2).receive(List.of(YES, stub, deletion(2))))
                .containsExactly(Outcome.STORED, Outcome.WITHHELD, Outcome.CONFLICT);
        Reader frozen = new Reader(2);
        frozen.prove(PROOF);
        assertThat(frozen.receive(List.of(stub, deletion(3)))).containsExactly(Outcome.WITHHELD, Outcome.FORKED);
    }

    /** Returns a message of Mallory that deletes her first one. */
    private static ChatMessage deletion(long seq) {
        return TestMessages.create(
                FIRST.id(),
                key(9, seq),
                Optional.empty(),
                List.of(FIRST.key()),
                seq,
                1,
                ChatMessage.Kind.DELETE,
                "",
                Optional.of(FIRST.key()));
    }

    @Test
    void lowestProofCounts() {
        Reader ben = new Reader(2, FIRST, YES);
        ben.prove(PROOF);
        ben.prove(new ForkProof(FIRST, rewritten(FIRST, "forged later")));
        assertThat(ben.fork().from()).isEqualTo(1);
        assertThat(ben.log.digest().messages()).isZero();
        ben.prove(PROOF);
        assertThat(ben.fork().from()).isEqualTo(1);
    }

    @Test
    void knownForkIsNoNews() {
        Reader ben = new Reader(2, FIRST, YES);
        ben.prove(PROOF);
        LogChange again = new LogChange(ben.log, ben.signer);
        again.prove(new ForkProof(NO, YES));
        assertThat(again.batch().forks()).isEmpty();
    }

    private static Digest counted(ChatMessage... messages) {
        Digest digest = Digest.NOTHING;
        for (ChatMessage message : messages) {
            digest = digest.plus(message.hash());
        }
        return digest;
    }
}
