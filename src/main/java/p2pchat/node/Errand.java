package p2pchat.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import p2pchat.journal.Note;

/** What somebody wants of one network of this node. The answer fails where the node is not in, or on its way out. */
public sealed interface Errand {

    CompletableFuture<?> answer();

    /** The journal of the network, as this process lived through it. */
    record Recall(CompletableFuture<List<Note>> answer) implements Errand {}

    /** How this node stands. */
    record Describe(CompletableFuture<NetworkStatus> answer) implements Errand {}

    /** There is nobody who could run it. */
    default void fail(String why) {
        answer().completeExceptionally(new IllegalStateException(why));
    }
}
