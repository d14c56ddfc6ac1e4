package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.chat.ChatActor;
import p2pchat.crypto.ForgedException;
import p2pchat.log.LogStore;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.UidProof;
import p2pchat.model.VersionVector;
import p2pchat.model.ViewId;
import p2pchat.sync.EmptyLog;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;
import p2pchat.sync.SyncQuery;

/** Peer.Sync over a real connection with a hundred messages of one author (protocol 2.8). */
class SyncOverWireTest {

    private static final NodeId ANN = new NodeId(30); // ForgedMessagesTest gives 3 to another key
    private static final int MESSAGES = 100;

    private static ServedNetwork served;
    private static RemoteLogs sources;
    private static Member callee;

    /** The log of the callee, which fetches nothing. */
    private record Held(MemoryLogStore store) implements EmptyLog {
        @Override
        public CompletionStage<VersionVector> stored() {
            return store.summary().thenApply(LogStore.Summary::vector);
        }

        @Override
        public CompletionStage<Map<NodeId, Nick>> nicks() {
            return store.nicks();
        }

        @Override
        public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
            return store.placeBefore(lacking, count);
        }

        @Override
        public CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after) {
            return store.readPage(lacking, after).thenApply(page -> new Page(page.messages(), page.next()));
        }
    }

    /** Accepts chunks up to a limit. */
    private static final class Reader implements RemoteLogs.Receiver {
        private final int most;
        private final List<Long> taken = new ArrayList<>();
        private VersionVector have = VersionVector.EMPTY;
        private Map<NodeId, Nick> authors = Map.of();

        private Reader(int most) {
            this.most = most;
        }

        @Override
        public void onHeader(LogState theirs, Map<NodeId, Nick> nicks, List<ForkProof> proofs) {
            have = theirs.stored();
            authors = nicks;
        }

        @Override
        public CompletionStage<?> onMessages(List<ChatMessage> messages) {
            if (taken.size() + messages.size() > most) {
                return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
            }
            messages.forEach(message -> taken.add(message.key().seq()));
            return CompletableFuture.completedFuture(true);
        }

        private VersionVector vector() {
            VersionVector vector = VersionVector.EMPTY;
            for (long seq : taken) {
                vector = vector.with(new MessageKey(ANN, seq));
            }
            return vector;
        }
    }

    @BeforeAll
    static void serve() throws ForgedException {
        Keys ann = new Keys(ANN.value());
        ServedNetwork.MEMBER_KEYS.edge.ids().add(List.of(ann.member("ann")));
        ServedNetwork.MEMBER_KEYS.ring.add(ann.card("ann"));
        ServedNetwork.SELF_KEYS.ring.add(ann.card("ann"));
        ServedNetwork.SELF_KEYS.edge.ids().add(List.of(ann.member("ann")));
        served = new ServedNetwork();
        MemoryLogStore store = new MemoryLogStore(ann.uid());
        for (int seq = 1; seq <= MESSAGES; seq++) {
            LogStore.Entry entry =
                    new LogStore.Entry(TestMessages.signedBy(ann.ring, message(seq)), true, OrderMark.PLAIN);
            store.append(new LogStore.Batch(List.of(entry), List.of(), List.of(), Optional.empty()));
        }
        store.saveNicks(Map.of(ANN, new Nick("ann"), new NodeId(9), new Nick("who-said-nothing")));
        MemberId self = new MemberId(new NodeId(1), ServedNetwork.SELF);
        SyncActor.Ports ports = new SyncActor.Ports(
                new Held(store),
                (from, query, taker) -> new CompletableFuture<>(),
                () -> Digest.NOTHING,
                event -> {},
                System::currentTimeMillis,
                System::currentTimeMillis,
                new Random(1));
        served.hosted.openChat(
                ServedNetwork.NETWORK,
                TestInbox.<ChatActor.Command>create().getRef(),
                served.spawn("sync", SyncActor.create(self, List.of(), 20, ports)));
        callee = new Member(self, served.address, new Nick("bob"), ViewId.firstOf(1));
        sources = new SyncClient(
                served.system,
                new GrpcClients(served.system, ServedNetwork.MEMBER_KEYS.tls()),
                ServedNetwork.MEMBER_KEYS.registry(),
                ServedNetwork.NETWORK,
                ServedNetwork.MEMBER);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static ChatMessage message(int seq) {
        return TestMessages.create(
                MessageId.at(seq, new Random(seq)),
                new MessageKey(ANN, seq),
                Optional.empty(),
                List.of(),
                seq,
                seq,
                ChatMessage.Kind.TEXT,
                "line " + seq,
                Optional.empty());
    }

    private static SyncQuery all(VersionVector have, int newest) {
        return new SyncQuery(have, Optional.empty(), newest, false);
    }

    private static List<Long> numbers(long from) {
        return LongStream.rangeClosed(from, MESSAGES).boxed().toList();
    }

    @Test
    void interruptedPullContinues() {
        Reader first = new Reader(50);
        assertThat(failure(sources.pull(callee, all(VersionVector.EMPTY, 0), first)))
                .hasMessageContaining("the disk is full");
        assertThat(first.have.of(ANN).last()).isEqualTo(MESSAGES);
        assertThat(first.taken).isNotEmpty().hasSizeLessThan(MESSAGES);
        Reader second = new Reader(MESSAGES);
        get(sources.pull(callee, all(first.vector(), 0), second));
        assertThat(second.taken).isEqualTo(numbers(first.taken.size() + 1L));
    }

    @Test
    void pullsNewestFirst() {
        Reader reader = new Reader(MESSAGES);
        get(sources.pull(callee, all(VersionVector.EMPTY, 30), reader));
        assertThat(reader.taken).isEqualTo(numbers(71));
        assertThat(reader.authors).as("authors of the messages").isEqualTo(Map.of(ANN, new Nick("ann")));
    }

    @Test
    void pullsOnlyWantedMessages() {
        VersionVector wanted = VersionVector.EMPTY.with(new MessageKey(ANN, 7)).with(new MessageKey(ANN, 200));
        Reader reader = new Reader(MESSAGES);
        get(sources.pull(callee, new SyncQuery(VersionVector.EMPTY, Optional.of(wanted), 0, false), reader));
        assertThat(reader.taken).containsExactly(7L);
    }

    @Test
    void comparisonReturnsNoMessages() {
        Reader reader = new Reader(0);
        get(sources.pull(callee, new SyncQuery(VersionVector.EMPTY, Optional.empty(), 0, true), reader));
        assertThat(reader.have.of(ANN).last()).isEqualTo(MESSAGES);
        assertThat(reader.taken).isEmpty();
        assertThat(reader.authors).isEmpty();
    }

    @Test
    void refusesPullForAnotherIncarnation() { // H16
        UidProof before = UidProof.random(ServedNetwork.SELF_KEYS.tls().device(), Keys.RANDOM);
        MemberId gone = new MemberId(new NodeId(1), before.uid(ServedNetwork.NETWORK));
        ServedNetwork.MEMBER_KEYS.rings.proofs().add(ServedNetwork.NETWORK, gone.uid(), before);
        Member other = new Member(gone, served.address, new Nick("bob"), ViewId.firstOf(1));
        assertThat(failure(sources.pull(other, all(VersionVector.EMPTY, 0), new Reader(MESSAGES))))
                .hasMessageContaining("refused");
    }
}
