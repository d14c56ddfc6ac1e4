package p2pchat.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * Runs several jobs in one transaction, so that they share the cost of one commit. If the transaction fails, it is rolled
 * back and each job runs in its own transaction. A job may therefore run twice, and must only change the session.
 */
final class GroupCommit {

    /** Work on the store. */
    interface Job<T> {
        T run(SqliteSession session) throws SQLException;
    }

    /** Opens the file, initially and after failures that may have broken the connection. */
    interface Opening {
        SqliteSession open() throws SQLException;
    }

    /** A job and its result. A job that is not urgent may wait to share a commit. */
    record Task<T>(Job<T> job, boolean urgent, CompletableFuture<T> done) {

        /** Runs the job and returns the action that reports its result after the commit. */
        private Runnable run(SqliteSession session) throws SQLException {
            T result = job.run(session);
            return () -> done.complete(result);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final Path file;
    private final Opening reopen;
    private final AtomicLong count = new AtomicLong();
    private Optional<SqliteSession> session;

    GroupCommit(Path file, SqliteSession session, Opening reopen) {
        this.file = file;
        this.session = Optional.of(session);
        this.reopen = reopen;
    }

    /** Returns the number of committed transactions. Thread-safe. */
    long count() {
        return count.get();
    }

    /** Runs the tasks and completes all of them, normally or exceptionally. */
    void run(List<Task<?>> group) {
        List<Runnable> completions;
        try {
            completions = transact(group);
        } catch (Throwable failure) { // every task must be completed
            Throwable explained = recover(failure);
            if (group.size() == 1) {
                group.get(0).done().completeExceptionally(explained);
            } else {
                group.forEach(task -> run(List.of(task)));
            }
            return;
        }
        completions.forEach(Runnable::run);
    }

    /** Returns whether the write-ahead log still contains deleted texts, because a reader prevented the purge. */
    boolean purgePending() {
        return session.filter(SqliteSession::purgePending).isPresent();
    }

    /** Tries again to purge deleted texts. */
    void purge() {
        try {
            if (session.isPresent()) {
                session.get().purge();
            }
        } catch (SQLException e) {
            LOG.warn("cannot purge deleted texts from the write-ahead log of {}", file, e);
            discardSession(); // opening the file again purges, too
        }
    }

    private List<Runnable> transact(List<Task<?>> group) throws SQLException {
        if (session.isEmpty()) {
            session = Optional.of(reopen.open());
        }
        SqliteSession open = session.get();
        List<Runnable> completions = new ArrayList<>(group.size());
        for (Task<?> task : group) {
            completions.add(task.run(open));
        }
        open.commit();
        count.incrementAndGet();
        return completions;
    }

    /** Rolls back. The connection stays usable if the disk is full, so that stored messages can still be read. */
    private Throwable recover(Throwable failure) {
        Throwable explained = failure instanceof SQLException sql ? StoreErrors.explain(file, sql) : failure;
        boolean usable = !(failure instanceof SQLException)
                || (explained instanceof ProblemException known && known.problem() instanceof Problem.DiskFull);
        if (!usable || !rolledBack()) {
            discardSession();
        }
        return explained;
    }

    private boolean rolledBack() {
        try {
            if (session.isPresent()) {
                session.get().rollback();
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes the connection. The next transaction opens a new one. */
    void discardSession() {
        try {
            if (session.isPresent()) {
                session.get().close();
            }
        } catch (SQLException e) {
            LOG.debug("closing {} failed", file, e); // commits are durable, and nothing else was acknowledged
        }
        session = Optional.empty();
    }
}
