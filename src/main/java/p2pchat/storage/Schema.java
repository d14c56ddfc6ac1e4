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
 * @param application the application id in the file's header, which protects other programs' databases
 * @param version raised with any change of a table; newer stores are refused
 * @param tables the statements that create them, without {@code meta}
 */
record Schema(int application, int version, List<String> tables) {

    /** Writes the first rows of a new store. */
    interface InitialContent {
        void write(SqliteSession session) throws SQLException;
    }

    Schema {
        tables = List.copyOf(tables);
    }

    /** Opens a file for writing. A new file gets its tables and initial content in one transaction. */
    SqliteSession openOrCreate(Path file, InitialContent content) throws SQLException {
        return open(file, Access.CREATE, content);
    }

    /** Opens a file that must contain a store. */
    SqliteSession open(Path file, Access access) throws SQLException {
        return open(file, access, session -> {});
    }

    private SqliteSession open(Path file, Access access, InitialContent content) throws SQLException {
        SqliteSession session = SqliteSession.open(file, access);
        try {
            boolean blank = isBlank(session);
            if (blank && access != Access.CREATE) {
                throw new SQLException("there is no store in this file");
            }
            if (!blank) {
                check(session, file); // before anything is written to a file of another program
            }
            if (access != Access.READ) {
                session.useWriteAheadLog();
                session.beginTransactions();
            }
            if (blank) {
                create(session, content);
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** A file whose creator was killed before its first commit counts as new. */
    private static boolean isBlank(SqliteSession session) throws SQLException {
        return session.number("SELECT count(*) FROM sqlite_schema") == 0;
    }

    private void check(SqliteSession session, Path file) throws SQLException {
        if (session.number("PRAGMA application_id") != application) {
            throw new ProblemException(new Problem.StoreCorrupt(file, "the file is a database of another kind"));
        }
        int found = MetaTable.read(session, MetaTable.SCHEMA).orElse(0);
        if (found > version) {
            throw new ProblemException(new Problem.StoreNewer(file, found, version));
        }
        if (found < 1) {
            throw new ProblemException(new Problem.StoreCorrupt(file, "the file has no supported schema version"));
        }
    }

    private void create(SqliteSession session, InitialContent content) throws SQLException {
        session.execute("PRAGMA application_id = " + application);
        session.execute(MetaTable.TABLE);
        for (String table : tables) {
            session.execute(table);
        }
        MetaTable.write(session, MetaTable.SCHEMA, version);
        content.write(session);
        session.commit();
    }
}
