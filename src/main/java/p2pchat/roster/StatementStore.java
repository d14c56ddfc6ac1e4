package p2pchat.roster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Statement;

/** Keeps the statements of one network on disk. {@code storage} implements it. */
public interface StatementStore {

    /** Completes with all stored statements, in the order in which they were appended. */
    CompletionStage<List<Statement>> load();

    /** Completes when the statements are durable. */
    CompletionStage<Void> append(List<Statement> statements);
}
