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
 * The only thread that uses a store. It commits all queued jobs together. Stages complete on this thread after the commit, so
 * their dependents must be short.
 */
final class StoreThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);

    /** Limits the duration and memory of one transaction. */
    static final int MAX_GROUP = 256;

    /** How long a lazy job waits to share a commit with others. */
    static final Duration LAZY = Duration.ofSeconds(1);

    /** The interval of attempts to purge deleted texts from the write-ahead log while nothing is written. */
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
    private volatile long running;

    private StoreThread(Path file, SqliteSession session, Opening reopen, int maxWaiting, Duration lazy) {
        this.file = file;
        this.commits = new GroupCommit(file, session, reopen);
        this.maxWaiting = maxWaiting;
        this.lazy = lazy;
        this.thread = new Thread(this::work, "store " + file);
        thread.setDaemon(true);
    }

    static StoreThread start(Path file, SqliteSession session, Opening reopen, int maxWaiting, Duration lazy) {
        StoreThread started = new StoreThread(file, session, reopen, maxWaiting, lazy);
        started.thread.start();
        return started;
    }

    /** Runs the job soon. The stage fails immediately if the queue is full or the store is closed. */
    <T> CompletionStage<T> submit(Job<T> job) {
        return submit(job, true);
    }

    /** Runs the job together with the next urgent one, or after a delay. */
    <T> CompletionStage<T> submitLazily(Job<T> job) {
        return submit(job, false);
    }

    /** Returns the number of the transaction that runs now, or 0. */
    long running() {
        return running;
    }

    /** Returns the number of committed transactions. */
    long commits() {
        return commits.count();
    }

    private <T> CompletionStage<T> submit(Job<T> job, boolean isUrgent) {
        lock.lock();
        try {
            if (closed || waiting.size() >= maxWaiting) {
                return CompletableFuture.failedStage(refusal());
            }
            CompletableFuture<T> done = new CompletableFuture<>();
            waiting.add(new Task<>(job, isUrgent, done));
            urgent += isUrgent ? 1 : 0;
            changed.signal();
            return done.minimalCompletionStage();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            long number = 0;
            for (Optional<List<Task<?>>> group = next(); group.isPresent(); group = next()) {
                running = ++number;
                if (group.get().isEmpty()) {
                    commits.purge();
                } else {
                    commits.run(group.get());
                }
                running = 0;
            }
        } catch (InterruptedException e) {
            LOG.warn("{} is closed because its thread was interrupted", file); // nothing in this program does so
        } finally {
            refuseWaiting();
            commits.discardSession();
        }
    }

    /** Waits for the next group of jobs. An empty list means to purge; empty means that the store is closed. */
    private Optional<List<Task<?>>> next() throws InterruptedException {
        lock.lock();
        try {
            long lazyWait = lazy.toNanos();
            long purgeWait = PURGE_EVERY.toNanos();
            while (!closed && urgent == 0 && (waiting.isEmpty() || lazyWait > 0)) {
                if (waiting.isEmpty() && commits.purgePending()) {
                    purgeWait = changed.awaitNanos(purgeWait);
                    if (purgeWait <= 0 && waiting.isEmpty()) {
                        return Optional.of(List.of());
                    }
                } else if (waiting.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    lazyWait = changed.awaitNanos(lazyWait);
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
        String cause = closed ? "the store is closed" : "too many writes are queued";
        return new ProblemException(new Problem.StoreUnusable(file, cause));
    }

    /** Waits at most ten seconds for queued jobs. */
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
            return; // called by a dependent of the last stage, so the thread is about to end
        }
        try {
            thread.join(CLOSE_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} is still being written after {}; closing without waiting", file, CLOSE_WAIT);
        }
    }
}
