package p2pchat.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import p2pchat.crypto.Device;
import p2pchat.crypto.FastProvider;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.log.LogStore;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.HistoryPlace;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Seal;
import p2pchat.model.SearchPattern;
import p2pchat.model.VersionVector;
import p2pchat.runtime.Await;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.SqliteNetworkStore;

/** Measures the store of one network alone, in one process: appends, a start, reads for synchronisation, and a search. */
final class StoreBench {

    private static final NetworkName NAME = new NetworkName("bench");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int AUTHORS = 4;

    /** Appends that are prepared before the clock starts. */
    private static final int PREPARED = 16;

    private final int messages;
    private final int batch;
    private final String text;
    private final boolean json;
    private final Consumer<String> out;
    private final SecureRandom random = new SecureRandom();
    private final KeyRings keys = new KeyRings(Device.random(random), random, System::currentTimeMillis);
    private final NetworkId network = keys.found(NAME, keys.device().key(), Genesis.DirectoryMode.PINNED);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MessageHash[] last = new MessageHash[AUTHORS + 1];
    private long written;

    /** @param batch messages in a transaction */
    StoreBench(int messages, int batch, int bytes, boolean json, Consumer<String> out) {
        this.messages = messages;
        this.batch = batch;
        this.text = "x".repeat(bytes);
        this.json = json;
        this.out = out;
        Arrays.fill(last, MessageHash.NONE);
    }

    /** Runs the benchmark and prints one line. Blocks. */
    void run() {
        try (ScratchFolder folder = ScratchFolder.create()) {
            FastProvider.install(folder.path());
            Path file = folder.path().resolve("network.db");
            Path empty = folder.path().resolve("empty.db");
            open(empty).close();
            double append;
            try (SqliteNetworkStore store = open(file)) {
                KeyRing ring = keys.open(network, store.credentials());
                append(store, ring, messages / 4); // warms up
                append = append(store, ring, messages - messages / 4);
            }
            start(empty);
            start(file);
            double emptyMillis = start(empty);
            double startMillis = start(file);
            double read;
            try (SqliteNetworkStore store = open(file)) {
                readAll(store);
                read = readAll(store);
            }
            search(file);
            double search = search(file);
            out.accept(new BenchReport("store")
                    .parameter("messages", messages, messages + " messages of " + text.length() + " B")
                    .parameter("batch", batch, batch + " per transaction")
                    .result("appendMicros", append, 2, "us of CPU to store one")
                    .result("readMicros", read, 2, "us of CPU to read one for another member")
                    .result("searchMicros", search, 2, "us of CPU to search one")
                    .result("startMillis", startMillis, 1, "ms to start")
                    .result("emptyMillis", emptyMillis, 1, "ms to start with an empty log")
                    .line(json));
        }
    }

    private SqliteNetworkStore open(Path file) {
        return SqliteNetworkStore.open(file, network, NAME, keys, System::currentTimeMillis);
    }

    /** Returns microseconds of the store's thread per message. */
    private double append(SqliteNetworkStore store, KeyRing ring, int count) {
        long nanos = 0;
        long until = written + count;
        long before = written;
        while (written < until) {
            List<LogStore.Batch> prepared = new ArrayList<>();
            for (int i = 0; i < PREPARED && written < until; i++) {
                prepared.add(prepare(ring));
            }
            long begun = storeCpu();
            for (LogStore.Batch next : prepared) {
                await(store.append(next));
            }
            nanos += storeCpu() - begun;
        }
        return nanos / 1e3 / (written - before);
    }

    /** Returns a transaction with bursts of the authors in turn. */
    private LogStore.Batch prepare(KeyRing ring) {
        List<LogStore.Entry> entries = new ArrayList<>();
        while (entries.size() < batch) {
            int size = Math.min(Seal.MAX_MESSAGES, batch - entries.size());
            NodeId author = new NodeId(1 + (int) (written / Seal.MAX_MESSAGES % AUTHORS));
            burst(ring, author, size)
                    .forEach(message -> entries.add(new LogStore.Entry(message, true, OrderMark.PLAIN)));
        }
        return new LogStore.Batch(entries, List.of(), List.of(), Optional.empty());
    }

    private List<ChatMessage> burst(KeyRing ring, NodeId author, int size) {
        List<ChatMessage> burst = new ArrayList<>();
        long first = written / (Seal.MAX_MESSAGES * AUTHORS) * Seal.MAX_MESSAGES + written % Seal.MAX_MESSAGES + 1;
        for (int i = 0; i < size; i++) {
            long now = System.currentTimeMillis();
            MessageKey key = new MessageKey(author, first + i);
            Body body = new Body(ring.salt(), text);
            MessageHeader header = new MessageHeader(
                    MessageId.at(now, random),
                    key,
                    Optional.empty(),
                    last[author.value()],
                    heads(author, key.seq()),
                    ++written,
                    now,
                    ChatMessage.Kind.TEXT,
                    Optional.empty(),
                    text.length(),
                    body.commitment());
            MessageHash hash = ring.hash(header);
            last[author.value()] = hash;
            burst.add(new ChatMessage(header, Optional.of(body), hash, Optional.empty()));
        }
        Seal seal =
                ring.seal(author, first, burst.stream().map(ChatMessage::hash).toList());
        return burst.stream().map(message -> message.sealed(seal)).toList();
    }

    private List<MessageRef> heads(NodeId author, long seq) {
        NodeId other = new NodeId(author.value() % AUTHORS + 1);
        return seq == 1
                ? List.of()
                : List.of(new MessageRef(new MessageKey(other, seq - 1), last[other.value()].shortHash()));
    }

    /** Returns the milliseconds until the log is known. */
    private double start(Path file) {
        long begun = System.nanoTime();
        try (SqliteNetworkStore store = open(file)) {
            await(store.summary());
            await(store.newest(200));
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    /** Returns microseconds of the store's thread per message. */
    private double readAll(SqliteNetworkStore store) {
        VersionVector all = await(store.summary()).vector();
        long begun = storeCpu();
        long read = 0;
        Optional<HistoryPlace> after = Optional.empty();
        do {
            LogStore.Page page = await(store.readPage(all, after));
            read += page.messages().size();
            after = page.next();
        } while (after.isPresent());
        return (storeCpu() - begun) / 1e3 / read;
    }

    private double search(Path file) {
        HistoryQuery query = new HistoryQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(SearchPattern.regex("absent")), 10);
        try (HistoryReader reader = HistoryReader.open(file, keys.device().storageKey())) {
            long begun = threads.getCurrentThreadCpuTime();
            int unused = reader.page(query).size();
            return (threads.getCurrentThreadCpuTime() - begun) / 1e3 / messages;
        }
    }

    private long storeCpu() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("store "))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return Await.result(PATIENCE, stage);
    }
}
