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
 * Runs jobs in one transaction with one commit: under load durability costs next to nothing. A transaction that fails is
 * rolled back and its jobs are run again one by one, so that each fails for itself only. A job may therefore run twice, and
 * has no effect but on the session.
 */
final class GroupCommit {

    /** Work on the store. */
    interface Job<T> {
        T run(SqliteSession session) throws SQLException;
    }

    /** Opens the file: at first, and again after a failure that leaves the connection in doubt. */
    interface Opening {
        SqliteSession open() throws SQLException;
    }

    /** A job and who waits for it; one without urgency may wait for others to share a commit with. */
    record Task<T>(Job<T> job, boolean urgent, CompletableFuture<T> done) {

        /** Runs the job; what it returns tells the caller, and is for after the commit. */
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

    /** How many transactions were committed; for any thread. */
    long count() {
        return count.get();
    }

    /** Completes every task, this way or that. */
    void run(List<Task<?>> group) {
        List<Runnable> completions;
        try {
            completions = transact(group);
        } catch (Throwable failure) { // whatever it was, nobody is left waiting
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

    /** Whether what was deleted still lies in the journal, because somebody reads. */
    boolean purging() {
        return session.filter(SqliteSession::purgePending).isPresent();
    }

    /** Tries again to be rid of it. */
    void purge() {
        try {
            if (session.isPresent()) {
                session.get().purge();
            }
        } catch (SQLException e) {
            LOG.warn("what was deleted cannot be cut out of the journal of {} now", file, e);
            discardSession(); // opening the file again does so, too
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

    /** Undoes the transaction. A full disk leaves the connection sound, so that what is stored can still be read. */
    private Throwable recover(Throwable failure) {
        Throwable explained = failure instanceof SQLException sql ? StoreErrors.explain(file, sql) : failure;
        boolean sound = !(failure instanceof SQLException)
                || (explained instanceof ProblemException known && known.problem() instanceof Problem.DiskFull);
        if (!sound || !rolledBack()) {
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

    /** Closes the connection; the next transaction opens another. */
    void discardSession() {
        try {
            if (session.isPresent()) {
                session.get().close();
            }
        } catch (SQLException e) {
            LOG.debug("closing {} failed", file, e); // what was committed is durable, the rest was never promised
        }
        session = Optional.empty();
    }
}
