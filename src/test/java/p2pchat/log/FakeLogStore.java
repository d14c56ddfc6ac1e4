package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/** A log in memory whose commits the test completes. */
final class FakeLogStore implements LogStore {

    final Map<MessageKey, ChatMessage> rows = new TreeMap<>();

    /** Messages that wait since before the start, and the number of reads. */
    final List<Waiting> onDisk = new CopyOnWriteArrayList<>();

    final AtomicInteger looks = new AtomicInteger();
    private final BlockingQueue<Commit> commits = new LinkedBlockingQueue<>();

    /** A running transaction. */
    final class Commit {
        final List<ChatMessage> messages;
        final Collection<Head> frontier;
        final Batch batch;
        private final CompletableFuture<Appended> done = new CompletableFuture<>();

        private Commit(Batch batch) {
            this.messages = batch.entries().stream().map(Entry::message).toList();
            this.frontier = batch.frontier();
            this.batch = batch;
        }

        void succeeds() {
            List<Outcome> outcomes = new ArrayList<>();
            for (ChatMessage message : messages) {
                ChatMessage before = rows.putIfAbsent(message.key(), message);
                outcomes.add(
                        before == null
                                ? Outcome.STORED
                                : before.equals(message) ? Outcome.DUPLICATE : Outcome.CONFLICT);
            }
            List<ChatMessage> released = batch.released().stream()
                    .map(release -> Objects.requireNonNull(rows.get(release.key())))
                    .toList();
            done.complete(new Appended(outcomes, released, new Digest(rows.size(), 0, 0)));
        }

        void fails() {
            done.completeExceptionally(diskFull());
        }
    }

    static ProblemException diskFull() {
        return new ProblemException(new Problem.DiskFull(Path.of("log.db")));
    }

    Commit nextCommit() throws InterruptedException {
        Commit commit = commits.poll(5, TimeUnit.SECONDS);
        assertThat(commit).as("a commit").isNotNull();
        return commit;
    }

    boolean idle() {
        return commits.isEmpty();
    }

    @Override
    public CompletionStage<List<Waiting>> readWaiting(int limit) {
        looks.incrementAndGet();
        return CompletableFuture.completedFuture(List.copyOf(onDisk));
    }

    @Override
    public CompletionStage<Appended> append(Batch batch) {
        Commit commit = new Commit(batch);
        commits.add(commit);
        return commit.done;
    }

    @Override
    public CompletionStage<Boolean> eraseHidden() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Restricted> restrict(Restrictions restrictions) {
        throw new AssertionError("nothing restricts this log");
    }

    @Override
    public CompletionStage<Summary> summary() {
        return CompletableFuture.completedFuture(new Summary(VersionVector.EMPTY, List.of()));
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return CompletableFuture.completedFuture(List.of()); // the actor reads what may prove a fork
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        throw new AssertionError("the actor does not read");
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after) {
        throw new AssertionError("the actor does not read");
    }

    @Override
    public CompletionStage<List<ChatMessage>> find(MessageId id) {
        throw new AssertionError("the actor does not read");
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        throw new AssertionError("the actor does not read");
    }

    @Override
    public CompletionStage<List<MemberId>> authors() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        throw new AssertionError("the actor must not read nicks");
    }

    @Override
    public void saveNicks(Map<NodeId, Nick> nicks) {
        throw new AssertionError("the actor must not save nicks");
    }

    @Override
    public CompletionStage<Map<NodeId, Ranges>> cursors() {
        throw new AssertionError("the actor does not read");
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        throw new AssertionError("the actor keeps no cursors");
    }
}
