package p2pchat.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import p2pchat.journal.JournalEntry;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.Verification;

/** A request to one network of this node. The answer fails while the node is not in the network, or is leaving it. */
public sealed interface NetworkRequest {

    CompletableFuture<?> answer();

    /** Completes with the message's id once it is in this node's log; fails with a {@code ProblemException}. */
    record Send(MessageDraft message, CompletableFuture<MessageId> answer) implements NetworkRequest {}

    /** Completes with the journal of the network since this process started. */
    record ReadJournal(CompletableFuture<List<JournalEntry>> answer) implements NetworkRequest {}

    record GetStatus(CompletableFuture<NetworkStatus> answer) implements NetworkRequest {}

    /** Completes with the delivery of this node's own message with this number. */
    record GetDelivery(long seq, CompletableFuture<DeliveryReport> answer) implements NetworkRequest {}

    /** Completes with the nick that the leader assigned; fails with {@code Problem.RenameFailed}. */
    record Rename(Nick nick, CompletableFuture<Nick> answer) implements NetworkRequest {}

    /**
     * Completes with the number to compare with a member, or with the fact that it was confirmed; fails with {@code
     * Problem.MemberUnknown} or {@code Problem.KeyUnknown}.
     */
    record Verify(Nick nick, boolean confirmed, CompletableFuture<Verification> answer) implements NetworkRequest {}

    /** Completes when the wish is durable; fails with a {@code ProblemException} that says why it is not fulfilled. */
    record Decide(RosterWish wish, CompletableFuture<RosterWish.Fulfilled> answer) implements NetworkRequest {}

    /** Completes if the wish could be fulfilled now; fails like {@link Decide}. */
    record CheckDecision(RosterWish wish, CompletableFuture<RosterWish.Fulfilled> answer) implements NetworkRequest {}

    record GetRoster(CompletableFuture<RosterListing> answer) implements NetworkRequest {}

    default void fail(String reason) {
        answer().completeExceptionally(new IllegalStateException(reason));
    }
}
