package p2pchat.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import p2pchat.cli.Cli;
import p2pchat.console.export.TranscriptWriter;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.input.NodeQuery;
import p2pchat.crypto.Device;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.VectorClock;
import p2pchat.proof.MessageProof;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.NodeHome;

/**
 * Reads the logs of a running node for its user, while the node continues to write them.
 *
 * <p>Threading: reads on one thread of its own, one request at a time. Rejects requests while too many are waiting.
 */
final class StoredLogReader {

    private static final int MAX_WAITING = 16;

    private final Path home;
    private final Device device;
    private final ThreadPoolExecutor reader;

    /** @param device of the home */
    StoredLogReader(Path home, Device device) {
        this.home = home;
        this.device = device;
        this.reader =
                new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
                    Thread thread = new Thread(work, "log-reader");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    Path home() {
        return home;
    }

    CompletionStage<List<HistoryEntry>> newest(NetworkName name, NetworkId network, int count) {
        return read(name, network, log -> log.page(HistoryQuery.newest(count)));
    }

    CompletionStage<List<HistoryEntry>> search(NetworkName name, NetworkId network, NodeQuery.Search wanted) {
        Optional<Long> since = wanted.since().map(time -> time.begin(Instant.now(), ZoneId.systemDefault()));
        HistoryQuery query = new HistoryQuery(since, Optional.empty(), wanted.from(), wanted.text(), wanted.count());
        return read(name, network, log -> log.page(query));
    }

    /** Returns a message; fails with {@code MessageUnknown} if the log does not have it. */
    CompletionStage<HistoryEntry> find(NetworkName name, NetworkId network, NodeQuery.OfMessage wanted) {
        return read(
                name,
                network,
                log -> log.find(wanted.id(), wanted.key())
                        .orElseThrow(() -> new ProblemException(new Problem.MessageUnknown(wanted.id()))));
    }

    /** Returns what proves a message of the log. */
    CompletionStage<MessageProof> proof(NetworkName name, NetworkId network, ChatMessage message) {
        return read(name, network, log -> new StoredProof(log).of(message.key()));
    }

    CompletionStage<VectorClock> clock(NetworkName name, NetworkId network, ChatMessage message) {
        return read(name, network, log -> log.clock(message));
    }

    /** Returns the number of exported messages; fails if the file exists or cannot be written. */
    CompletionStage<Long> export(NetworkName name, NetworkId network, Path file, ExportFormat format) {
        return read(
                name,
                network,
                log -> OutputFile.export(
                        file,
                        false,
                        output -> format == ExportFormat.SIGNED
                                ? new StoredProof(log).export(output, device)
                                : output.write(
                                        log,
                                        HistoryQuery.newest(Integer.MAX_VALUE),
                                        TranscriptWriter.of(
                                                format, name, log.self(), Cli.APP, ZoneId.systemDefault()))));
    }

    private <T> CompletionStage<T> read(NetworkName name, NetworkId network, Function<HistoryReader, T> query) {
        try {
            return CompletableFuture.supplyAsync(() -> readNow(name, network, query), reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> T readNow(NetworkName name, NetworkId network, Function<HistoryReader, T> query) {
        Path store = NodeHome.find(home, name).stream()
                .filter(file -> String.valueOf(file.getParent()).endsWith(network.shortForm()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.StoreMissing(name, home)));
        try (HistoryReader log = HistoryReader.open(store, device.storageKey())) {
            return query.apply(log);
        }
    }
}
