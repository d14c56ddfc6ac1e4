package p2pchat.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.SqliteSession.Access;

/**
 * The tables of one kind of store.
 *
 * @param application marks the file's header, so that another program's database is left alone
 * @param version of the tables; kept in {@code meta}
 * @param tables the statements that make them, {@code meta} apart
 * @param migrations how tables of an older version become those of the next, the first from version 1 to 2
 */
record Schema(int application, int version, List<String> tables, List<Change> migrations) {

    /** Writes what a store has from its first moment on. */
    interface InitialContent {
        void write(SqliteSession session) throws SQLException;
    }

    /** One step from a version to the next. */
    interface Change {
        void apply(SqliteSession session) throws SQLException;
    }

    private static final String VERSION = "schema";

    Schema {
        tables = List.copyOf(tables);
        migrations = List.copyOf(migrations);
        if (migrations.size() != version - 1) {
            throw new IllegalArgumentException("each version but the first is reached by one step");
        }
    }

    /** Tables that never changed. */
    Schema(int application, List<String> tables) {
        this(application, 1, tables, List.of());
    }

    /** Opens a file for writing; a new one gets its tables and what {@code birth} writes in one transaction. */
    SqliteSession openOrCreate(Path file, InitialContent birth) throws SQLException {
        return open(file, Access.CREATE, birth);
    }

    /** Opens a file that must hold a store already. */
    SqliteSession open(Path file, Access access) throws SQLException {
        return open(file, access, session -> {});
    }

    private SqliteSession open(Path file, Access access, InitialContent birth) throws SQLException {
        SqliteSession session = SqliteSession.open(file, access);
        try {
            boolean blank = isBlank(session);
            int found = version;
            if (blank && access != Access.CREATE) {
                throw new SQLException("there is no store in this file");
            }
            if (!blank) {
                found = check(session, file); // before anything is written to what may be another program's
            }
            if (access == Access.READ && found < version) {
                session.close();
                open(file, Access.WRITE).close(); // a reader knows the newest tables only
                return open(file, Access.READ, birth);
            }
            if (access != Access.READ) {
                session.useWriteAheadLog();
                session.beginTransactions();
                migrate(session, found);
            }
            if (blank) {
                create(session, birth);
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** A file whose maker was killed before its first commit is as good as new. */
    private static boolean isBlank(SqliteSession session) throws SQLException {
        return session.number("SELECT count(*) FROM sqlite_schema") == 0;
    }

    /** The version found. */
    private int check(SqliteSession session, Path file) throws SQLException {
        if (session.number("PRAGMA application_id") != application) {
            throw new ProblemException(new Problem.StoreCorrupt(file, "the file is a database of another kind"));
        }
        int found = session.first(MetaTable.READ, statement -> statement.setString(1, VERSION), row -> row.getInt(1))
                .orElse(0);
        if (found > version) {
            throw new ProblemException(new Problem.StoreNewer(file, found, version));
        }
        if (found < 1) {
            throw new ProblemException(new Problem.StoreCorrupt(file, "the file names no version of its tables"));
        }
        return found;
    }

    /** All steps in one transaction: a store is of one version or of another. */
    private void migrate(SqliteSession session, int found) throws SQLException {
        if (found == version) {
            return;
        }
        for (Change step : migrations.subList(found - 1, migrations.size())) {
            step.apply(session);
        }
        writeVersion(session);
        session.commit();
    }

    private void writeVersion(SqliteSession session) throws SQLException {
        session.update(MetaTable.WRITE, statement -> {
            statement.setString(1, VERSION);
            statement.setInt(2, version);
        });
    }

    private void create(SqliteSession session, InitialContent birth) throws SQLException {
        session.execute("PRAGMA application_id = " + application);
        session.execute(MetaTable.TABLE);
        for (String table : tables) {
            session.execute(table);
        }
        writeVersion(session);
        birth.write(session);
        session.commit();
    }
}
