package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.ShortHash;
import p2pchat.model.VersionVector;

/** Waiting messages of the last process are loaded after a start. */
class ReloadTest {

    private static final NodeId OTHER = new NodeId(2);
    private static final VersionVector STORED = VersionVector.EMPTY.with(OTHER, Ranges.NONE.with(2));

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeLogStore store = new FakeLogStore();

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void retriesReloadAfterDelay() throws Exception {
        store.onDisk.add(new Waiting(TestMessages.ref(new MessageKey(OTHER, 2)), ShortHash.NONE, List.of(), 2));
        LogStore.Summary summary = new LogStore.Summary(STORED, List.of(), STORED, VersionVector.EMPTY);
        ActorRef<MessageLogActor.Command> actor = testKit.spawn(MessageLogActor.create(
                store, summary, TestMessages.signer(new NodeId(1)), log -> {}, () -> 7_000L, new Random(1)));
        store.nextCommit().fails();
        assertThat(waiting(actor)).isZero();
        time.timePasses(MessageLogActor.RELOAD_RETRY.minus(Duration.ofMillis(1)));
        assertThat(waiting(actor)).isZero();
        assertThat(store.looks).hasValue(1);
        time.timePasses(Duration.ofMillis(1));
        store.nextCommit().succeeds();
        assertThat(waiting(actor)).isEqualTo(1);
        assertThat(store.looks).hasValue(2);
    }

    /** One read does not return all waiting messages, so another follows when space is free. */
    @Test
    void reloadsMoreWhenSpaceIsFree() throws Exception {
        for (int seq = 2; seq < 2 + LogStore.MAX_WAITING; seq++) {
            store.onDisk.add(new Waiting(TestMessages.ref(new MessageKey(OTHER, seq)), ShortHash.NONE, List.of(), 1));
            store.rows.put(new MessageKey(OTHER, seq), Author.message(2, seq, 1));
        }
        VersionVector waiting =
                VersionVector.EMPTY.with(OTHER, Ranges.NONE.with(new Ranges.Range(2, LogStore.MAX_WAITING + 2)));
        LogStore.Summary summary = new LogStore.Summary(waiting, List.of(), waiting, VersionVector.EMPTY);
        ActorRef<MessageLogActor.Command> actor = testKit.spawn(MessageLogActor.create(
                store, summary, TestMessages.signer(new NodeId(1)), log -> {}, () -> 7_000L, new Random(1)));
        store.nextCommit().succeeds();
        assertThat(waiting(actor)).isEqualTo(LogStore.MAX_WAITING);
        assertThat(store.looks).hasValue(1);

        store.onDisk.clear();
        store.onDisk.add(new Waiting(
                TestMessages.ref(new MessageKey(OTHER, LogStore.MAX_WAITING + 2)), ShortHash.NONE, List.of(), 1));
        actor.tell(new MessageLogActor.Append(List.of(Author.message(2, 1, 1)), new CompletableFuture<>()));
        store.nextCommit().succeeds();
        FakeLogStore.Commit rest = store.nextCommit();
        assertThat(rest.batch.released())
                .containsExactly(
                        new LogStore.Release(new MessageKey(OTHER, LogStore.MAX_WAITING + 2), OrderMark.PLAIN));
        assertThat(store.looks).hasValue(2);
    }

    /** Returns the number of waiting messages after the actor processed its mailbox. */
    private static int waiting(ActorRef<MessageLogActor.Command> actor) throws Exception {
        ask(actor); // the result of the store is another message
        return ask(actor).waiting().size();
    }

    private static MessageLog ask(ActorRef<MessageLogActor.Command> actor) throws Exception {
        CompletableFuture<MessageLog> log = new CompletableFuture<>();
        actor.tell(new MessageLogActor.GetLog(log));
        return log.get(5, TimeUnit.SECONDS);
    }
}
