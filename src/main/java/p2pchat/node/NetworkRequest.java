package p2pchat.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import p2pchat.journal.JournalEntry;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;

/** What somebody wants of one network of this node. The answer fails where the node is not in, or on its way out. */
public sealed interface NetworkRequest {

    CompletableFuture<?> answer();

    /** The journal of the network, as this process lived through it. */
    record Recall(CompletableFuture<List<JournalEntry>> answer) implements NetworkRequest {}

    /** How this node stands. */
    record Describe(CompletableFuture<NetworkStatus> answer) implements NetworkRequest {}

    /** How far the message of this node's own with this number has got. */
    record Trace(long seq, CompletableFuture<DeliveryReport> answer) implements NetworkRequest {}

    /** Another nick: completes with what the leader made of it, fails with {@code Problem.NotRenamed}. */
    record Rename(Nick nick, CompletableFuture<Nick> answer) implements NetworkRequest {}

    /** There is nobody who could run it. */
    default void fail(String why) {
        answer().completeExceptionally(new IllegalStateException(why));
    }
}
