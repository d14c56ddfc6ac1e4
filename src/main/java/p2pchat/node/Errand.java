package p2pchat.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import p2pchat.journal.Note;
import p2pchat.model.Nick;
import p2pchat.model.Reach;

/** What somebody wants of one network of this node. The answer fails where the node is not in, or on its way out. */
public sealed interface Errand {

    CompletableFuture<?> answer();

    /** The journal of the network, as this process lived through it. */
    record Recall(CompletableFuture<List<Note>> answer) implements Errand {}

    /** How this node stands. */
    record Describe(CompletableFuture<NetworkStatus> answer) implements Errand {}

    /** How far the message of this node's own with this number has got. */
    record Trace(long seq, CompletableFuture<Reach> answer) implements Errand {}

    /** Another nick: completes with what the leader made of it, fails with {@code Problem.NotRenamed}. */
    record Rename(Nick nick, CompletableFuture<Nick> answer) implements Errand {}

    /** There is nobody who could run it. */
    default void fail(String why) {
        answer().completeExceptionally(new IllegalStateException(why));
    }
}
