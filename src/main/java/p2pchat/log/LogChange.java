package p2pchat.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.OwnMessage;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Waiting;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.Head;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.VersionVector;

/**
 * A change of a {@link MessageLog}: the transaction to write, and the messages to deliver in order once it is durable
 * (protocol 2.7). Pure; used once.
 */
public final class LogChange {

    /** A message to deliver. It is null if it waited on disk. */
    private record Delivery(
            MessageKey key, OrderMark mark, @Nullable ChatMessage message) {}

    /** The result of a written or received message: its entry, or the reason why it has none. */
    private record Result(int entry, Optional<Outcome> refusal) {}

    private final MessageLog before;
    private final MessageSigner signer;
    private final TreeMap<NodeId, Ranges> stored;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    /** The entries of messages that are not delivered. */
    private final Map<MessageKey, Integer> waitingEntries = new LinkedHashMap<>();

    private final List<Release> released = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final ChainChange chains;
    private final DeliveryOrder order;
    /** The highest number of each frozen author that a waiting message of another author follows. */
    private final Map<NodeId, Long> neededOfFrozen = new TreeMap<>();
    /** The entries of this node that are not signed yet. */
    private final List<Integer> unsealed = new ArrayList<>();

    private final Map<MessageKey, ChatMessage> signed = new TreeMap<>();

    private Optional<OwnMessage> own;
    private VersionVector deleted;

    public LogChange(MessageLog before, MessageSigner signer) {
        this.before = before;
        this.signer = signer;
        this.own = before.own();
        this.deleted = before.deleted();
        this.stored = new TreeMap<>(before.vector().byAuthor());
        this.chains = new ChainChange(before.chains());
        this.order = new DeliveryOrder(before, chains);
    }

    /**
     * Numbers a draft, stores it and delivers it. {@link #batch} signs it. Throws and changes nothing if it cannot be
     * numbered, or does not count.
     */
    public ChatMessage write(NodeId self, Draft draft, MessageId id, long sentAt) {
        if (before.restrictions().limits().containsKey(self)) {
            throw new MayNotWriteException();
        }
        ChatMessage message = compose(self, draft, id, sentAt);
        noteStored(message.key());
        unsealed.add(entries.size());
        results.add(new Result(entries.size(), Optional.empty()));
        note(message);
        add(message);
        order.deliver(Waiting.of(message)); // its heads were delivered here, or at the leader
        takeTurns();
        return message;
    }

    ChatMessage compose(NodeId self, Draft draft, MessageId id, long sentAt) {
        Ranges used = storedOf(self).union(before.taken().of(self));
        MessageKey key = new MessageKey(self, used.last() + (mayContinue(self, used.last()) ? 1 : 2));
        List<Head> heads = order.frontier().headsOf(key);
        long highest = heads.stream().mapToLong(Head::lamport).max().orElse(0);
        Body body = new Body(signer.salt(), draft.text());
        MessageHeader header = new MessageHeader(
                id,
                key,
                Optional.empty(),
                own.filter(last -> last.key().equals(new MessageKey(self, key.seq() - 1)))
                        .map(OwnMessage::hash)
                        .orElse(MessageHash.NONE),
                heads.stream().map(Head::ref).toList(),
                Lamports.next(highest),
                sentAt,
                draft.kind(),
                draft.about(),
                body.utf8().length,
                body.commitment());
        return new ChatMessage(header, Optional.of(body), signer.hash(header), Optional.empty());
    }

    /**
     * Returns whether the next own message may name this one as the previous. Other members may hold a message that this
     * log lacks. A number is left free after it, because a message that does not name it would contradict it.
     */
    private boolean mayContinue(NodeId self, long last) {
        return last == 0 || storedOf(self).contains(last);
    }

    private void noteStored(MessageKey key) {
        stored.put(key.author(), storedOf(key.author()).with(key.seq()));
    }

    private Ranges storedOf(NodeId author) {
        return stored.getOrDefault(author, Ranges.NONE);
    }

    /** Remembers what later messages depend on: the last own message, and which messages were deleted. */
    private void note(ChatMessage message) {
        boolean mine = message.seal().map(Seal::uid).orElse(signer.uid()).equals(signer.uid());
        boolean newer = own.map(last -> last.key().seq() < message.key().seq()).orElse(true);
        if (mine && newer) {
            own = Optional.of(new OwnMessage(message.key(), message.hash()));
        }
        noteDeletion(message);
    }

    private void noteDeletion(ChatMessage message) {
        if (message.kind() == ChatMessage.Kind.DELETE) {
            before.restrictions().target(message).ifPresent(target -> deleted = deleted.with(target));
        }
    }

    void follow(List<Head> heads) {
        order.follow(heads);
    }

    /** Stores messages that arrived together. A deletion among them that is stored accounts for a missing text before it. */
    public void receive(List<ChatMessage> messages) {
        Set<MessageKey> keys = new LinkedHashSet<>();
        for (ChatMessage message : messages) {
            boolean first = keys.add(message.key());
            boolean deletion = message.kind() == ChatMessage.Kind.DELETE;
            if (deletion
                    && first
                    && !isStored(message.key())
                    && refusal(message).isEmpty()) {
                noteDeletion(message);
            }
        }
        neededOfFrozen.clear(); // these messages may follow more
        messages.forEach(this::receive);
    }

    /**
     * Stores a message, and delivers it and the messages that waited for it unless it is blocked. Refuses a number that is
     * too far above those held.
     */
    public void receive(ChatMessage message) {
        MessageKey key = message.key();
        Optional<Outcome> refusal = refusal(message);
        results.add(new Result(entries.size(), refusal));
        if (refusal.isPresent()) {
            return;
        }
        if (isStored(key)) {
            entries.add(new Entry(message, true, OrderMark.PLAIN)); // the store detects conflicts (H14)
            return;
        }
        noteStored(key);
        note(message);
        add(message);
        order.arrived(Waiting.of(message));
        takeTurns();
    }

    /** Returns why a message is not stored. */
    private Optional<Outcome> refusal(ChatMessage message) {
        MessageKey key = message.key();
        if (isStored(key)) {
            return Optional.empty();
        }
        if (before.restrictions().isVoid(key)) {
            return Optional.of(Outcome.VOID);
        }
        if (key.seq() - storedOf(key.author()).last() > MessageKey.MAX_GAP) {
            return Optional.of(Outcome.TOO_FAR);
        }
        if (message.isErased() && !isDeleted(message)) {
            return Optional.of(Outcome.WITHHELD);
        }
        return chains.isFrozen(key) && !isNeededByOthers(key) ? Optional.of(Outcome.FORKED) : Optional.empty();
    }

    private boolean isStored(MessageKey key) {
        return storedOf(key.author()).contains(key.seq());
    }

    private boolean isNeededByOthers(MessageKey key) {
        return key.seq() <= neededOfFrozen.computeIfAbsent(key.author(), order.present()::neededByOthers);
    }

    /** Accepts a proof that two versions of an author's messages exist (protocol 2.8). */
    public void prove(ForkProof proof) {
        chains.prove(proof);
    }

    /** Returns signs of two versions that are not proven yet, given the result of the transaction. */
    public List<Suspicion> suspicions(Appended appended) {
        Map<NodeId, List<ChatMessage>> arrived = new TreeMap<>();
        VersionVector read = chains.doubtful();
        for (int i = 0; i < entries.size(); i++) {
            ChatMessage message = entries.get(i).message();
            if (appended.outcomes().get(i) == Outcome.CONFLICT && !chains.isForked(message.key())) {
                arrived.computeIfAbsent(message.author(), author -> new ArrayList<>())
                        .add(message);
                read = read.with(message.key());
            }
        }
        return read.byAuthor().entrySet().stream()
                .map(author -> new Suspicion(
                        author.getKey(), author.getValue(), arrived.getOrDefault(author.getKey(), List.of())))
                .toList();
    }

    /** Returns whether a deletion accounts for the missing text. One that is void may have erased it elsewhere. */
    private boolean isDeleted(ChatMessage message) {
        return deleted.contains(message.key())
                || message.amendedMessage().filter(deleted::contains).isPresent()
                || before.restrictions().limits().containsKey(message.author());
    }

    private void add(ChatMessage message) {
        waitingEntries.put(message.key(), entries.size());
        entries.add(new Entry(message, false, OrderMark.PLAIN));
    }

    private void takeTurns() {
        for (DeliveryOrder.Turn turn : order.takeTurns()) {
            Integer entry = waitingEntries.remove(turn.key());
            ChatMessage message = null;
            if (entry == null) {
                released.add(new Release(turn.key(), turn.mark()));
            } else {
                message = entries.get(entry).message();
                entries.set(entry, new Entry(message, true, turn.mark()));
            }
            if (turn.mark() != OrderMark.UNSOUND) {
                deliveries.add(new Delivery(turn.key(), turn.mark(), message));
            }
        }
    }

    /** Stops waiting for messages that no member has or that form a cycle. */
    public void giveUp(VersionVector lost) {
        order.giveUp(lost, stored);
        takeTurns();
    }

    /** Adds waiting messages read from disk, after a start or when more of them fit. */
    public void reload(List<Waiting> messages, boolean complete) {
        order.reload(messages, complete);
        takeTurns();
    }

    /** Signs the messages of this node and returns the transaction to write. */
    public Batch batch() {
        sign();
        Optional<VersionVector> lost = Optional.of(order.givenUp()).filter(now -> !now.equals(before.givenUp()));
        Map<NodeId, Long> uncounted = new TreeMap<>();
        chains.forks().forEach((author, fork) -> uncounted.put(author, fork.from()));
        return new Batch(
                entries,
                released,
                order.frontier().after().values(),
                lost,
                chains.changedChains(),
                chains.changedForks(),
                uncounted);
    }

    private void sign() {
        signed.putAll(Sealer.seal(
                signer,
                unsealed.stream().map(entry -> entries.get(entry).message()).toList()));
        for (int entry : unsealed) {
            Entry unsigned = entries.get(entry);
            ChatMessage message = signed.getOrDefault(unsigned.message().key(), unsigned.message());
            entries.set(entry, new Entry(message, unsigned.delivered(), unsigned.mark()));
        }
        unsealed.clear();
    }

    /** Returns the entries that the store kept without text. */
    Set<MessageKey> erased(List<Outcome> outcomes) {
        Set<MessageKey> erased = new TreeSet<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == Outcome.ERASED) {
                erased.add(entries.get(i).message().key());
            }
        }
        return erased;
    }

    int entryCount() {
        return entries.size();
    }

    int outcomeCount() {
        return results.size();
    }

    /** Returns the outcome of each written or received message, given the result of the transaction. */
    List<Outcome> outcomes(Appended appended) {
        return results.stream()
                .map(result ->
                        result.refusal().orElseGet(() -> appended.outcomes().get(result.entry())))
                .toList();
    }

    int deliveryCount() {
        return deliveries.size();
    }

    /** Returns the messages to deliver, in order, given the result of the transaction. */
    public List<DeliveredMessage> delivered(Appended appended) {
        Map<MessageKey, ChatMessage> byKey = new HashMap<>(signed);
        appended.released().forEach(message -> byKey.put(message.key(), message));
        List<DeliveredMessage> all = new ArrayList<>(deliveries.size());
        for (Delivery turn : deliveries) {
            ChatMessage message = byKey.getOrDefault(turn.key(), turn.message());
            if (message == null) {
                throw new IllegalStateException("the store lost " + turn.key());
            }
            all.add(new DeliveredMessage(
                    message, turn.mark(), appended.amended().getOrDefault(turn.key(), List.of())));
        }
        return all;
    }

    /** Returns the log after the transaction is committed. */
    public MessageLog committed(Digest digest) {
        order.commit();
        return new MessageLog(
                new VersionVector(stored),
                order.settled(),
                order.givenUp(),
                before.taken(),
                order.frontier().after(),
                order.present(),
                before.lamports(),
                digest,
                own,
                deleted,
                chains.after(),
                before.restrictions());
    }
}
