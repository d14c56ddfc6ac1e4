package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.Statements;
import p2pchat.model.Bytes;
import p2pchat.model.Statement;
import p2pchat.roster.StatementStore;

/** The table of statements, in the order in which they came. Thread-safe. */
final class StatementRows implements StatementStore {

    static final String TABLE =
            "CREATE TABLE statement (hash BLOB PRIMARY KEY, signed BLOB NOT NULL, number INTEGER NOT NULL) STRICT";

    private static final String SAVE = "INSERT OR IGNORE INTO statement (hash, signed, number)"
            + " VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM statement))";

    private final StoreThread thread;
    private final Statements statements;

    StatementRows(StoreThread thread, Statements statements) {
        this.thread = thread;
        this.statements = statements;
    }

    @Override
    public CompletionStage<List<Statement>> load() {
        return thread.submit(session -> read(session, statements));
    }

    static List<Statement> read(SqliteSession session, Statements statements) throws SQLException {
        List<Statement> stored = new ArrayList<>();
        for (Bytes signed :
                session.list("SELECT signed FROM statement ORDER BY number", row -> Bytes.of(row.getBytes(1)))) {
            try {
                stored.add(statements.decodeTrusted(signed));
            } catch (ForgedException e) {
                throw new SQLException("a stored statement is damaged", e);
            }
        }
        return stored;
    }

    @Override
    public CompletionStage<Void> append(List<Statement> added) {
        return thread.submit(session -> {
                    for (Statement statement : added) {
                        session.update(
                                SAVE,
                                statement.hash().bytes().toArray(),
                                statements.encode(statement).toArray());
                    }
                    return added.size();
                })
                .thenAccept(count -> {});
    }
}
