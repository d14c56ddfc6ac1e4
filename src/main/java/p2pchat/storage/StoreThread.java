package p2pchat.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.GroupCommit.Job;
import p2pchat.storage.GroupCommit.Opening;
import p2pchat.storage.GroupCommit.Task;

/**
 * The one thread that touches a store. It takes whatever waits and commits it at once. Stages complete on this thread, after
 * the commit, so what depends on them must be brief.
 */
final class StoreThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);

    /** So that one commit, and the memory of one transaction, stay small. */
    static final int MAX_GROUP = 256;

    /** How long a job without hurry waits for others to share a commit with. */
    static final Duration LAZY = Duration.ofSeconds(1);

    /** How often the journal is tried to be cut while what was deleted lies there, and nothing is written. */
    static final Duration PURGE_EVERY = Duration.ofSeconds(1);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final Path file;
    private final GroupCommit commits;
    private final int maxWaiting;
    private final Duration lazy;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();
    private int urgent;
    private boolean closed;

    private StoreThread(Path file, SqliteSession session, Opening reopen, int maxWaiting, Duration lazy) {
        this.file = file;
        this.commits = new GroupCommit(file, session, reopen);
        this.maxWaiting = maxWaiting;
        this.lazy = lazy;
        this.thread = new Thread(this::work, "store " + file);
        thread.setDaemon(true);
    }

    static StoreThread start(Path file, SqliteSession session, Opening reopen, int maxWaiting, Duration lazy) {
        StoreThread made = new StoreThread(file, session, reopen, maxWaiting, lazy);
        made.thread.start();
        return made;
    }

    /** Runs the job soon. The stage fails at once when too much waits already or the store is closed. */
    <T> CompletionStage<T> submit(Job<T> job) {
        return submit(job, true);
    }

    /** Runs the job together with the next urgent one, or after a while of its own. */
    <T> CompletionStage<T> submitLazily(Job<T> job) {
        return submit(job, false);
    }

    /** How many transactions were committed. */
    long commits() {
        return commits.count();
    }

    private <T> CompletionStage<T> submit(Job<T> job, boolean hurry) {
        lock.lock();
        try {
            if (closed || waiting.size() >= maxWaiting) {
                return CompletableFuture.failedStage(refusal());
            }
            CompletableFuture<T> done = new CompletableFuture<>();
            waiting.add(new Task<>(job, hurry, done));
            urgent += hurry ? 1 : 0;
            changed.signal();
            return done.minimalCompletionStage();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            for (Optional<List<Task<?>>> group = next(); group.isPresent(); group = next()) {
                if (group.get().isEmpty()) {
                    commits.purge();
                } else {
                    commits.run(group.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("{} is closed: its thread was interrupted", file); // nothing of ours does so
        } finally {
            refuseWaiting();
            commits.discardSession();
        }
    }

    /** What runs next: nothing means to purge. Empty when the store is closed and nothing waits any more. */
    private Optional<List<Task<?>>> next() throws InterruptedException {
        lock.lock();
        try {
            long patience = lazy.toNanos();
            long pause = PURGE_EVERY.toNanos();
            while (!closed && urgent == 0 && (waiting.isEmpty() || patience > 0)) {
                if (waiting.isEmpty() && commits.purging()) {
                    pause = changed.awaitNanos(pause);
                    if (pause <= 0 && waiting.isEmpty()) {
                        return Optional.of(List.of());
                    }
                } else if (waiting.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    patience = changed.awaitNanos(patience);
                }
            }
            List<Task<?>> group = new ArrayList<>();
            while (!waiting.isEmpty() && group.size() < MAX_GROUP) {
                Task<?> task = waiting.remove();
                urgent -= task.urgent() ? 1 : 0;
                group.add(task);
            }
            return group.isEmpty() ? Optional.empty() : Optional.of(group);
        } finally {
            lock.unlock();
        }
    }

    private void refuseWaiting() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(task -> task.done().completeExceptionally(refusal()));
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private ProblemException refusal() {
        String cause = closed ? "the store is closed" : "too many writes wait for the disk";
        return new ProblemException(new Problem.StoreUnusable(file, cause));
    }

    /** Waits until what was submitted is done, but not for ever. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == thread) {
            return; // a dependent of the last stage closes: the thread ends once it is through
        }
        try {
            thread.join(CLOSE_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} is still being written after {}; going on without waiting", file, CLOSE_WAIT);
        }
    }
}
