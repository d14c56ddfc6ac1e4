package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.FakeChat.get;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** n1 starts in a group with n2, with one own message in its log (H11). */
class OutgoingMessagesTest {

    private final FakeChat chat = new FakeChat();
    private CompletableFuture<MessageId> first;
    private CompletableFuture<MessageId> second;
    private FakeExchanges.Stream stream;

    @BeforeEach
    void joinAndSay() throws Exception {
        chat.log.rows.put(message(1, 1).key(), message(1, 1));
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        first = chat.sayAsync("first");
        second = chat.sayAsync("second");
        stream = chat.exchanges.nextStream();
        chat.settle();
    }

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void waitsForMembersAnswers() throws Exception {
        assertThat(first).isNotDone();
        stream.has(Ranges.upTo(1));
        checkLog();
        get(first);
        get(second);
        assertThat(chat.log.rows.get(message(1, 2).key()).text()).isEqualTo("first");
        assertThat(chat.log.rows.get(message(1, 3).key()).text()).isEqualTo("second");
    }

    @Test
    void waitsForMissingMessages() throws Exception {
        stream.has(Ranges.upTo(3));
        checkLog();
        assertThat(first).isNotDone();
        assertThat(chat.log.skippedUpTo).isEqualTo(3);
        assertThat(chat.gaps).containsExactly(node(2));

        chat.log.rows.put(message(1, 2).key(), message(1, 2));
        chat.log.rows.put(message(1, 3).key(), message(1, 3));
        checkLog();
        get(first);
        assertThat(chat.log.rows.get(message(1, 4).key()).text()).isEqualTo("first");
    }

    /** Missing own messages arrive late, while the log is being checked, so it is checked again (H11). */
    @Test
    void sendsMessagesRestoredDuringCheck() throws Exception {
        stream.has(Ranges.upTo(1));
        VersionVector claim = VersionVector.EMPTY.with(node(1), Ranges.NONE.with(new Ranges.Range(7, 8)));
        chat.tell(new ChatActor.HeldBy(node(3), claim));
        chat.pass(SequenceRecovery.PROGRESS_TIMEOUT.plus(SequenceRecovery.CHECK_EVERY));
        get(second);
        assertThat(get(stream.next())).hasSize(2);
        CompletableFuture<Void> answers = new CompletableFuture<>();
        chat.log.slowHeld = answers;
        restore(7);
        restore(8);
        chat.log.slowHeld = null;
        answers.complete(null);
        List<ChatMessage> sent = new ArrayList<>();
        while (!sent.contains(message(1, 8))) { // in one batch or in two
            sent.addAll(get(stream.next()));
        }
        assertThat(sent).contains(message(1, 7));
    }

    /** Own messages come only from logs that were asked for them (reliability F1b). */
    @Test
    void refusesOwnMessagesFromOthers() throws Exception {
        stream.has(Ranges.upTo(1));
        checkLog();
        get(second);
        assertThat(get(chat.arrive(message(1, 4))).refused()).containsOnlyKeys(4L);
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        chat.tell(new ChatActor.Synced(
                List.of(message(1, 4), message(2, 1)), VersionVector.EMPTY, SyncDisplay.LIVE, waiting));
        chat.log.nextBatch().commits();
        get(waiting);
        assertThat(chat.log.rows)
                .doesNotContainKey(message(1, 4).key())
                .containsKey(message(2, 1).key());
    }

    private void restore(long seq) throws Exception {
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        chat.tell(new ChatActor.Synced(List.of(message(1, seq)), VersionVector.EMPTY, SyncDisplay.SILENT, waiting));
        chat.log.nextBatch().commits();
        get(waiting);
        chat.settle();
    }

    private void checkLog() throws Exception {
        chat.settle();
        chat.fireTimers(SequenceRecovery.CHECK_EVERY);
        chat.settle();
    }
}
