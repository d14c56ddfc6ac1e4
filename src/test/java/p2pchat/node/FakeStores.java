package p2pchat.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import p2pchat.TestMessages;
import p2pchat.TestStatements;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Digest;
import p2pchat.model.Genesis;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.roster.StatementStore;

/** In-memory stores whose failures and closing a test controls. */
final class FakeStores implements Stores {

    /** The number of the operation that hangs, or 0. */
    final AtomicLong running = new AtomicLong();

    private static final Journal NO_JOURNAL = new Journal() {
        @Override
        public void record(JournalEntry.Step step) {}

        @Override
        public List<JournalEntry> entries() {
            return List.of();
        }
    };

    final List<NetworkId> opened = Collections.synchronizedList(new ArrayList<>());
    final List<NetworkId> closing = Collections.synchronizedList(new ArrayList<>());
    volatile Optional<RuntimeException> openFails = Optional.empty();
    volatile Optional<RuntimeException> loadFails = Optional.empty();
    volatile Optional<RuntimeException> keepFails = Optional.empty();
    volatile boolean poisoned;
    /** The device whose stores these are. Person 0 is the founder. */
    volatile DeviceCertificate device = TestStatements.device(1, 0);
    /** The statements of each network, also after its store was closed. */
    volatile StatementStore statements = new TestStatements.MemoryStore();

    final Map<PersonKey, Nick> verified = new ConcurrentHashMap<>();
    /** What every store holds when it is opened, with its uid; a store that holds a view was a member's before. */
    volatile Kept kept = Kept.NOTHING;

    /** The network of which this node was a member. */
    volatile NetworkId network = NodeFixture.THEIRS;

    volatile CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<List<NetworkId>> admitted(NetworkName name) {
        return CompletableFuture.completedFuture(kept.view().isEmpty() ? List.of() : List.of(network));
    }

    @Override
    public NetworkId found(NetworkName name, AdmissionPolicy policy) {
        return NetworkId.random();
    }

    @Override
    public NetworkId learn(Genesis genesis) {
        return NodeFixture.THEIRS;
    }

    @Override
    public CompletionStage<Opened> open(NetworkName name, NetworkId network) {
        if (openFails.isPresent()) {
            return CompletableFuture.failedFuture(openFails.get());
        }
        opened.add(network);
        Uid uid = kept.self().map(MemberId::uid).orElseGet(Uid::random);
        Store store = new Store();
        return CompletableFuture.completedFuture(new Opened(
                TestStatements.genesis(AdmissionPolicy.OPEN),
                TestMessages.signer(uid),
                TestStatements.signer(device),
                TestStatements.invitations(),
                store,
                store,
                statements,
                NO_JOURNAL,
                running::get,
                () -> {
                    closing.add(network);
                    return closed;
                }));
    }

    @Override
    public Map<PersonKey, Nick> verified() {
        return verified;
    }

    @Override
    public CompletionStage<Void> verify(PersonKey person, Nick nick) {
        verified.put(person, nick);
        return CompletableFuture.completedFuture(null);
    }

    private final class Store implements ViewStore, LogStore {
        @Override
        public CompletionStage<Kept> load() {
            return loadFails
                    .<CompletionStage<Kept>>map(CompletableFuture::failedFuture)
                    .orElse(CompletableFuture.completedFuture(kept));
        }

        @Override
        public CompletionStage<Void> keep(Kept kept) {
            return keepFails
                    .<CompletionStage<Void>>map(CompletableFuture::failedFuture)
                    .orElse(CompletableFuture.completedFuture(null));
        }

        @Override
        public CompletionStage<Boolean> eraseHidden() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Restricted> restrict(Restrictions restrictions) {
            return summary().thenApply(log -> new Restricted(log, List.of(), VersionVector.EMPTY));
        }

        @Override
        public CompletionStage<Summary> summary() {
            return CompletableFuture.completedFuture(new Summary(VersionVector.EMPTY, List.of()));
        }

        @Override
        public CompletionStage<Appended> append(Batch batch) {
            if (poisoned) {
                throw new IllegalStateException("a bug");
            }
            List<Outcome> outcomes =
                    batch.entries().stream().map(entry -> Outcome.STORED).toList();
            return CompletableFuture.completedFuture(new Appended(outcomes, List.of(), Digest.NOTHING));
        }

        @Override
        public CompletionStage<List<Waiting>> readWaiting(int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after) {
            return CompletableFuture.completedFuture(new Page(List.of(), Optional.empty()));
        }

        @Override
        public CompletionStage<List<ChatMessage>> find(MessageId id) {
            throw new AssertionError("nothing is edited here");
        }

        @Override
        public CompletionStage<List<HistoryEntry>> newest(int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<List<MemberId>> authors() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Map<NodeId, Nick>> nicks() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void saveNicks(Map<NodeId, Nick> nicks) {}

        @Override
        public CompletionStage<Map<NodeId, Ranges>> cursors() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void saveCursor(NodeId member, Ranges stored) {}
    }
}
