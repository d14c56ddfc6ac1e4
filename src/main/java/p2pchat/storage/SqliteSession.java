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
import java.sql.Types;
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
import p2pchat.crypto.StoreCipher;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.ProblemException;

/** A connection to an SQLite file with cached prepared statements. Used by one thread at a time. */
final class SqliteSession implements AutoCloseable {

    /** The permitted access to the file. */
    enum Access {
        CREATE,
        WRITE,
        READ
    }

    /** Reads a value from the current row. */
    interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    /**
     * Makes commits durable, also on macOS, where a plain fsync stops at the drive's cache. Truncates the write-ahead log to
     * 4 MiB after a burst. Prevents a malicious file from running functions in its schema.
     */
    private static final List<String> SETTINGS = List.of(
            "PRAGMA synchronous = FULL",
            "PRAGMA fullfsync = ON",
            "PRAGMA checkpoint_fullfsync = ON",
            "PRAGMA journal_size_limit = 4194304",
            "PRAGMA secure_delete = ON", // overwrites deleted data
            "PRAGMA temp_store = MEMORY",
            "PRAGMA cell_size_check = ON",
            "PRAGMA trusted_schema = OFF");

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;
    private final Object fileKey;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean purgePending;
    private Optional<StoreCipher> cipher = Optional.empty();

    private SqliteSession(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.fileKey = fileKey();
    }

    static SqliteSession open(Path file, Access access) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false); // saves one query for each insert
        if (access == Access.READ) {
            config.setReadOnly(true);
        }
        if (access == Access.WRITE) {
            config.resetOpenMode(SQLiteOpenMode.CREATE); // a deleted store must not come back empty
        }
        // A URI, because the driver parses settings after a '?' in a plain path.
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

    /** Allows reads during writes. Call before {@link #beginTransactions}. */
    void useWriteAheadLog() throws SQLException {
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA wal_checkpoint(TRUNCATE)"); // a killed process may have left deleted texts in the log
    }

    /** Starts a transaction, which {@link #commit} ends. */
    void beginTransactions() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Sets the cipher of the texts. */
    void use(StoreCipher ofTexts) {
        cipher = Optional.of(ofTexts);
    }

    /** Returns the cipher of the texts; throws if the store was opened without a key. */
    StoreCipher cipher() {
        return cipher.orElseThrow(() -> new IllegalStateException("opened without a key"));
    }

    /** Makes all changes durable. Fails if the file was moved or replaced. */
    void commit() throws SQLException {
        if (!fileKey().equals(fileKey)) {
            throw new SQLException("the file was replaced while it was in use");
        }
        connection.commit();
        if (purgePending) {
            purge();
        }
    }

    /** Makes the next commit purge overwritten texts from the write-ahead log. */
    void purgeWithCommit() {
        purgePending = true;
    }

    /** Returns whether the write-ahead log may contain overwritten texts. */
    boolean purgePending() {
        return purgePending;
    }

    /**
     * Moves the write-ahead log into the file and truncates it, between two transactions. Readers prevent that. The purge is
     * then retried with each commit, at intervals while {@link #purgePending}, on close and on the next open.
     */
    void purge() throws SQLException {
        connection.setAutoCommit(true);
        try {
            execute("PRAGMA busy_timeout = 0");
            purgePending = first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1) != 0)
                    .orElse(true);
        } finally {
            execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            connection.setAutoCommit(false);
        }
    }

    /** Rolls back all changes since the last commit. */
    void rollback() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close(); // the driver closes failed statements silently
        }
        prepared.clear();
        try {
            connection.rollback();
        } catch (SQLException alreadyRolledBack) { // SQLite rolls back itself if the disk is full
            execute("BEGIN");
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a statement with these {@linkplain #bind values} and returns the number of changed rows. */
    int update(String sql, Object... values) throws SQLException {
        return prepare(sql, values).executeUpdate();
    }

    <T> List<T> list(String sql, Read<T> read, Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        forEach(sql, read, rows::add, values);
        return rows;
    }

    /** Reads rows one at a time until {@code wantsMore} returns false, so that a large table need not fit into memory. */
    <T> void forEach(String sql, Read<T> read, Predicate<T> wantsMore, Object... values) throws SQLException {
        try (ResultSet row = prepare(sql, values).executeQuery()) {
            boolean wanted = true;
            while (wanted && row.next()) {
                wanted = wantsMore.test(read.from(row));
            }
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) { // invalid values
            SQLException corrupt = corrupt("cannot read a row: " + e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    <T> Optional<T> first(String sql, Read<T> read, Object... values) throws SQLException {
        return list(sql, read, values).stream().findFirst();
    }

    int number(String sql) throws SQLException {
        return first(sql, row -> row.getInt(1)).orElse(0);
    }

    static SQLException corrupt(String reason) {
        return new SQLException(reason, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        int at = 1;
        for (Object value : values) {
            at = bind(statement, at, value);
        }
        return statement;
    }

    /**
     * Binds a value and returns the index of the next one. An empty {@link Optional} is null, a {@link MessageKey} fills two
     * parameters (author and number), and a {@link HistoryPlace} three (Lamport number and key).
     */
    private static int bind(PreparedStatement statement, int at, Object value) throws SQLException {
        if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                return bind(statement, at, optional.get());
            }
            statement.setNull(at, Types.NULL);
            return at + 1;
        }
        if (value instanceof HistoryPlace place) {
            return bind(statement, bind(statement, at, place.lamport()), place.key());
        }
        if (value instanceof MessageKey key) {
            return bind(statement, bind(statement, at, key.author()), key.seq());
        }
        statement.setObject(at, value instanceof NodeId node ? (Object) node.value() : value);
        return at + 1;
    }

    /** Identifies the file at the path. Writes to a deleted file would succeed and be lost. */
    private Object fileKey() throws SQLException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Objects.requireNonNullElse(key, file); // Windows has no keys, but does not replace open files
        } catch (IOException e) {
            throw new SQLException("the file is gone", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
