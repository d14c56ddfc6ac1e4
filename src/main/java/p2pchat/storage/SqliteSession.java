package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;
import p2pchat.model.ProblemException;

/** One connection to one SQLite file, with its statements prepared once. Belongs to one thread at a time. */
final class SqliteSession implements AutoCloseable {

    /** What may happen to the file. */
    enum Access {
        CREATE,
        WRITE,
        READ
    }

    /** Fills the parameters of a statement. */
    interface Bind {
        Bind NOTHING = statement -> {};

        void to(PreparedStatement statement) throws SQLException;
    }

    /** Makes a value of the current row. */
    interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    /**
     * Flush everything a commit promises, on a Mac too, where a plain fsync stops at the drive's cache. The journal is cut
     * back to 4 MiB after a burst; a file made to do harm cannot run functions from its schema.
     */
    private static final List<String> SETTINGS = List.of(
            "PRAGMA synchronous = FULL",
            "PRAGMA fullfsync = ON",
            "PRAGMA checkpoint_fullfsync = ON",
            "PRAGMA journal_size_limit = 4194304",
            "PRAGMA secure_delete = ON", // what is deleted is overwritten, not only forgotten
            "PRAGMA temp_store = MEMORY",
            "PRAGMA cell_size_check = ON",
            "PRAGMA trusted_schema = OFF");

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;
    private final Object fileKey;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean purgePending;

    private SqliteSession(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.fileKey = fileKey();
    }

    static SqliteSession open(Path file, Access access) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false); // or the driver asks for the row id of each row, in a statement of its own
        if (access == Access.READ) {
            config.setReadOnly(true);
        }
        if (access == Access.WRITE) {
            config.resetOpenMode(SQLiteOpenMode.CREATE); // a store that vanished must not come back empty
        }
        // As a URI, since the driver takes what follows a '?' in a plain path for settings.
        Connection connection =
                config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            return new SqliteSession(file, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Lets readers read while this one writes. Before {@link #beginTransactions}. */
    void useWriteAheadLog() throws SQLException {
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA wal_checkpoint(TRUNCATE)"); // a process that was killed may have left deleted texts there
    }

    /** From here on nothing counts before {@link #commit}. */
    void beginTransactions() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Makes everything since the last commit durable; fails if the file under this session is no longer in its place. */
    void commit() throws SQLException {
        if (!fileKey().equals(fileKey)) {
            throw new SQLException("the file was replaced while it was in use");
        }
        connection.commit();
        if (purgePending) {
            purge();
        }
    }

    /** The next commit leaves nothing of what was overwritten in the journal beside the file. */
    void purgeWithCommit() {
        purgePending = true;
    }

    /** Whether something of what was overwritten is left in the journal. */
    boolean purgePending() {
        return purgePending;
    }

    /**
     * Brings the journal into the file and cuts it to nothing, between two transactions. While somebody reads, that cannot
     * be done: it is not waited for, but tried again with each commit to come, now and then while {@link #purgePending}, when
     * the session is closed, and when the file is opened again.
     */
    void purge() throws SQLException {
        connection.setAutoCommit(true);
        try {
            execute("PRAGMA busy_timeout = 0");
            purgePending = first("PRAGMA wal_checkpoint(TRUNCATE)", Bind.NOTHING, row -> row.getInt(1) != 0)
                    .orElse(true);
        } finally {
            execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            connection.setAutoCommit(false);
        }
    }

    /** Undoes everything since the last commit. */
    void rollback() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close(); // the driver ends a statement that failed, without saying so
        }
        prepared.clear();
        try {
            connection.rollback();
        } catch (SQLException rolledBackAlready) { // SQLite does so itself when the disk is full
            execute("BEGIN");
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows changed. */
    int update(String sql, Bind bind) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind.to(statement);
        return statement.executeUpdate();
    }

    <T> List<T> list(String sql, Bind bind, Read<T> read) throws SQLException {
        List<T> rows = new ArrayList<>();
        forEach(sql, bind, read, rows::add);
        return rows;
    }

    /** Row after row, so that a large table need not fit into memory, until {@code more} says that it has enough. */
    <T> void forEach(String sql, Bind bind, Read<T> read, Predicate<T> more) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind.to(statement);
        try (ResultSet row = statement.executeQuery()) {
            boolean wanted = true;
            while (wanted && row.next()) {
                wanted = more.test(read.from(row));
            }
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) { // values refuse what they cannot be made of
            SQLException corrupt = corrupt("a row cannot be read: " + e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    <T> Optional<T> first(String sql, Bind bind, Read<T> read) throws SQLException {
        return list(sql, bind, read).stream().findFirst();
    }

    int number(String sql) throws SQLException {
        return first(sql, Bind.NOTHING, row -> row.getInt(1)).orElse(0);
    }

    static SQLException corrupt(String reason) {
        return new SQLException(reason, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            known.clearParameters();
            return known;
        }
        PreparedStatement made = connection.prepareStatement(sql);
        prepared.put(sql, made);
        return made;
    }

    /** Which file stands at the path: writes to one that was deleted would succeed and be lost. */
    private Object fileKey() throws SQLException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Objects.requireNonNullElse(key, file); // Windows has no keys, and keeps open files in their place
        } catch (IOException e) {
            throw new SQLException("the file is gone", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
