package p2pchat.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.journal.Journal;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.MembershipActor;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkStatus;
import p2pchat.model.SyncedCount;

/**
 * Runs errands in one network: has each answered by the actor that knows.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class RequestDispatcher {

    private final NetworkSettings settings;
    private final NetworkId network;
    private final Journal journal;
    private final PresenceLog attendance;
    private final Synchroniser sync;
    private final ActorRef<MessageLogActor.Command> log;
    private final ActorRef<MembershipActor.Command> membership;

    RequestDispatcher(
            NetworkSettings settings,
            NetworkId network,
            Journal journal,
            PresenceLog attendance,
            Synchroniser sync,
            ActorRef<MessageLogActor.Command> log,
            ActorRef<MembershipActor.Command> membership) {
        this.settings = settings;
        this.network = network;
        this.journal = journal;
        this.attendance = attendance;
        this.sync = sync;
        this.log = log;
        this.membership = membership;
    }

    /** {@code chat} is empty until this node is in. */
    void run(NetworkRequest errand, Optional<ActorRef<ChatActor.Command>> chat) {
        if (errand instanceof NetworkRequest.Recall recall) {
            recall.answer().complete(journal.entries());
        } else if (errand instanceof NetworkRequest.Describe describe) {
            describe(describe.answer());
        } else if (errand instanceof NetworkRequest.Rename rename) {
            RenameResult.ask(membership, rename.nick(), rename.answer());
        } else if (errand instanceof NetworkRequest.Trace trace) {
            chat.ifPresentOrElse(
                    actor -> actor.tell(new ChatActor.Trace(trace.seq(), trace.answer())),
                    () -> trace.fail("not in " + settings.name() + " yet"));
        } else {
            throw new AssertionError("nobody runs " + errand);
        }
    }

    /** Completes with how this node stands here; what the log holds, and who holds the same, their own actors tell. */
    private void describe(CompletableFuture<NetworkStatus> status) {
        PresenceLog.Attending now = attendance.now();
        CompletableFuture<MessageLog> held = new CompletableFuture<>();
        log.tell(new MessageLogActor.Ask(held));
        CompletableFuture<SyncedCount> same = new CompletableFuture<>();
        sync.state(same);
        CompletableFuture<NetworkStatus> described = held.thenCombine(
                same,
                (stored, inSync) -> new NetworkStatus(
                        settings.name(),
                        network,
                        settings.address(),
                        settings.directory(),
                        now.standing(),
                        now.people(),
                        stored.vector(),
                        List.copyOf(stored.frontier().keySet()),
                        inSync));
        CompletableFuture<NetworkStatus> unused = described.whenComplete((told, failure) -> {
            if (failure == null) {
                status.complete(told);
            } else {
                status.completeExceptionally(failure);
            }
        });
    }
}
