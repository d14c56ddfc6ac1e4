package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.TestMessages.chained;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.MessageLog.Draft;
import p2pchat.log.MessageLogActor.AppendResult;
import p2pchat.log.MessageLogActor.RestrictResult;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.LogState;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/** Changes which messages of a log count (attacks 28 and 38). */
final class RestrictTest {

    private static final NodeId SELF = new NodeId(1);
    private static final NodeId BOB = new NodeId(2);
    private static final Restrictions BOB_ENDS_AT_ONE = Restrictions.of(Map.of(BOB, 1L), Map.of());

    private static final ChatMessage FIRST = message(2, 1, 1);
    private static final ChatMessage SECOND = chained(message(2, 2, 2), FIRST.hash(), FIRST);
    private static final ChatMessage THIRD = chained(message(2, 3, 3), SECOND.hash(), SECOND);

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final MemoryLogStore store = new MemoryLogStore(TestMessages.uid(SELF));
    private final List<Digest> digests = Collections.synchronizedList(new ArrayList<>());
    private ActorRef<MessageLogActor.Command> actor = start();

    private ActorRef<MessageLogActor.Command> start() {
        return testKit.spawn(MessageLogActor.create(
                store,
                store.summaryNow(),
                TestMessages.signer(SELF),
                log -> digests.add(log.digest()),
                () -> 7_000L,
                new Random(1)));
    }

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    private static <T> T get(CompletableFuture<T> result) throws Exception {
        return result.get(15, TimeUnit.SECONDS);
    }

    private AppendResult append(ChatMessage... messages) throws Exception {
        CompletableFuture<AppendResult> result = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Append(List.of(messages), result));
        return get(result);
    }

    private CompletableFuture<RestrictResult> restrict(Restrictions restrictions) {
        CompletableFuture<RestrictResult> result = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Restrict(restrictions, result));
        return result;
    }

    private CompletableFuture<DeliveredMessage> write(String text) {
        CompletableFuture<DeliveredMessage> written = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Write(SELF, Draft.text(text), written));
        return written;
    }

    private MessageLog log() throws Exception {
        CompletableFuture<MessageLog> log = new CompletableFuture<>();
        actor.tell(new MessageLogActor.GetLog(log));
        return get(log);
    }

    @Test
    void voidMessagesAreReportedOnceRefusedAndReturnLate() throws Exception {
        append(FIRST, SECOND);
        Digest whole = log().digest();
        assertThat(get(restrict(BOB_ENDS_AT_ONE)).voided()).isEqualTo(VersionVector.EMPTY.with(key(2, 2)));
        assertThat(log().vector().of(BOB)).isEqualTo(Ranges.upTo(1));
        assertThat(digests.get(digests.size() - 1)).isEqualTo(Digest.NOTHING.plus(FIRST.hash()));
        assertThat(log().state().ends().get(BOB).key()).isEqualTo(key(2, 1));
        LogState theirs = LogState.of(VersionVector.EMPTY.with(BOB, Ranges.upTo(3)));
        assertThat(log().state().lacking(theirs)).as("to fetch").isEqualTo(VersionVector.EMPTY.with(BOB, Ranges.NONE));
        assertThat(append(SECOND, THIRD).outcomes()).containsExactly(Outcome.VOID, Outcome.VOID);

        actor = start();
        assertThat(get(restrict(BOB_ENDS_AT_ONE)).voided()).isEqualTo(VersionVector.EMPTY);
        assertThat(append(SECOND).outcomes()).containsExactly(Outcome.VOID);
        RestrictResult lifted = get(restrict(Restrictions.NONE));
        assertThat(lifted.delivered()).singleElement().satisfies(late -> {
            assertThat(late.message().key()).isEqualTo(key(2, 2));
            assertThat(late.mark()).isEqualTo(OrderMark.LATE);
        });
        assertThat(log().digest()).isEqualTo(whole);
        assertThat(append(THIRD).outcomes()).containsExactly(Outcome.STORED);
    }

    /** A late member brings a message of the removed one that claims to be older than all (attack 28). */
    @Test
    void backdatedMessageIsVoid() throws Exception {
        append(FIRST, message(3, 1, 1));
        get(restrict(BOB_ENDS_AT_ONE));
        MessageLog before = log();
        assertThat(append(message(2, 2, 1)).outcomes()).containsExactly(Outcome.VOID);
        assertThat(append(message(2, 900, 1)).outcomes()).containsExactly(Outcome.VOID);
        assertThat(log().vector()).isEqualTo(before.vector());
        assertThat(log().digest()).isEqualTo(before.digest());
    }

    /** The message that an honest author had seen is void, but the author's answer counts. */
    @Test
    void messagesDoNotWaitForVoidOnes() throws Exception {
        append(FIRST);
        get(restrict(BOB_ENDS_AT_ONE));
        AppendResult answer = append(message(3, 1, 3, key(2, 2)));
        assertThat(answer.anyWaiting()).isFalse();
        assertThat(answer.delivered())
                .extracting(DeliveredMessage::mark)
                .as("no gap to report")
                .containsExactly(OrderMark.PLAIN);
        assertThat(log().missing()).isEqualTo(VersionVector.EMPTY);
    }

    @Test
    void waitingMessagesAreDeliveredWhenTheirBlockerIsVoid() throws Exception {
        assertThat(append(FIRST, message(3, 1, 3, key(2, 2))).delivered()).hasSize(1);
        assertThat(get(restrict(BOB_ENDS_AT_ONE)).delivered())
                .extracting(delivered -> delivered.message().key())
                .containsExactly(key(3, 1));
    }

    /** A reader, or a member that was removed, gets no number (attack 38). */
    @Test
    void ownMessageThatWouldBeVoidGetsNoNumber() throws Exception {
        get(write("counts"));
        get(restrict(Restrictions.of(Map.of(SELF, 1L), Map.of())));
        CompletableFuture<DeliveredMessage> refused = write("too late");
        assertThatThrownBy(() -> get(refused)).hasCauseInstanceOf(MayNotWriteException.class);
        assertThat(store.rows()).containsOnlyKeys(key(1, 1));
        get(restrict(Restrictions.NONE));
        assertThat(get(write("again")).message().key()).isEqualTo(key(1, 2));
    }

    @Test
    void restrictionsWaitForTheDisk() throws Exception {
        ManualTime time = ManualTime.get(testKit.system());
        append(FIRST, SECOND);
        store.full(true);
        CompletableFuture<RestrictResult> result = restrict(BOB_ENDS_AT_ONE);
        log();
        assertThat(result).isNotDone();
        store.full(false);
        time.timePasses(MessageLogActor.RELOAD_RETRY);
        assertThat(get(result).voided()).isEqualTo(VersionVector.EMPTY.with(key(2, 2)));
    }

    /** A deletion that does not count may have erased the text where the author was removed later. */
    @Test
    void textOfRestrictedAuthorMayBeMissing() throws Exception {
        ChatMessage stub = FIRST.erased();
        assertThat(append(stub).outcomes()).containsExactly(Outcome.WITHHELD);
        get(restrict(BOB_ENDS_AT_ONE));
        assertThat(append(stub).outcomes()).containsExactly(Outcome.STORED);
    }

    /** A text that an admin deleted may be missing, but not one that a member claims to have deleted. */
    @Test
    void deletionOfAdminAccountsForMissingText() throws Exception {
        NodeId ann = new NodeId(3);
        get(restrict(Restrictions.of(Map.of(), Map.of(ann, 1L))));
        assertThat(append(deletion(4, 1, key(2, 1)), FIRST.erased()).outcomes())
                .containsExactly(Outcome.STORED, Outcome.WITHHELD);
        assertThat(append(deletion(3, 1, key(2, 1)), FIRST.erased()).outcomes())
                .containsExactly(Outcome.STORED, Outcome.STORED);
        assertThat(append(deletion(3, 2, key(2, 2)), SECOND.erased()).outcomes())
                .as("above the cut")
                .containsExactly(Outcome.STORED, Outcome.WITHHELD);
        assertThat(log().mayModerate(ann)).isFalse();
    }

    private static ChatMessage deletion(int author, long seq, MessageKey target) {
        ChatMessage plain = message(author, seq, seq);
        MessageHeader header = plain.header();
        return TestMessages.create(
                header.id(),
                header.key(),
                header.to(),
                List.of(),
                header.lamport(),
                header.sentAt(),
                ChatMessage.Kind.DELETE,
                "",
                Optional.of(target));
    }
}
