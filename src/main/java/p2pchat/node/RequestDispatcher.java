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
import p2pchat.membership.RenameReply;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.SyncedCount;
import p2pchat.node.NetworkActors.MemberActors;
import p2pchat.sync.SyncActor;

/**
 * Passes each request to the actor of the network that can answer it.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
record RequestDispatcher(
        NetworkSettings settings,
        NetworkId network,
        Journal journal,
        PresenceLog presence,
        ActorRef<MessageLogActor.Command> log,
        ActorRef<MembershipActor.Command> membership) {

    /** {@code members} is empty until this node has its id. */
    void dispatch(NetworkRequest request, Optional<MembershipSnapshot> snapshot, Optional<MemberActors> members) {
        if (request instanceof NetworkRequest.Send send) {
            toChat(send, members, new ChatActor.Say(send.message(), send.answer()));
        } else if (request instanceof NetworkRequest.GetDelivery get) {
            toChat(get, members, new ChatActor.Trace(get.seq(), get.answer()));
        } else if (request instanceof NetworkRequest.ReadJournal read) {
            read.answer().complete(journal.entries());
        } else if (request instanceof NetworkRequest.GetStatus get) {
            getStatus(get.answer(), snapshot, members);
        } else if (request instanceof NetworkRequest.Rename rename) {
            rename(rename.nick(), rename.answer());
        } else {
            throw new AssertionError("no handler for " + request);
        }
    }

    private void toChat(NetworkRequest request, Optional<MemberActors> members, ChatActor.Command command) {
        members.ifPresentOrElse(
                actors -> actors.chat().tell(command), () -> request.fail("not in " + settings.name() + " yet"));
    }

    private void rename(Nick nick, CompletableFuture<Nick> answer) {
        CompletableFuture<RenameReply> replied = new CompletableFuture<>();
        membership.tell(new MembershipActor.Rename(nick, replied));
        CompletableFuture<RenameReply> unused = replied.whenComplete((reply, failure) -> {
            if (reply instanceof RenameReply.Renamed renamed) {
                answer.complete(renamed.nick());
            } else if (reply instanceof RenameReply.NotNow notNow) {
                answer.completeExceptionally(new ProblemException(new Problem.RenameFailed(nick, notNow.why())));
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private void getStatus(
            CompletableFuture<NetworkStatus> answer,
            Optional<MembershipSnapshot> snapshot,
            Optional<MemberActors> members) {
        List<NetworkStatus.Person> people = presence.people(snapshot);
        CompletableFuture<MessageLog> held = new CompletableFuture<>();
        log.tell(new MessageLogActor.GetLog(held));
        CompletableFuture<SyncedCount> synced = new CompletableFuture<>();
        members.ifPresentOrElse(
                actors -> actors.sync().tell(new SyncActor.GetSyncedCount(synced)),
                () -> synced.complete(new SyncedCount(0, 0)));
        CompletableFuture<NetworkStatus> unused = held.thenCombine(
                        synced,
                        (stored, inSync) -> new NetworkStatus(
                                settings.name(),
                                network,
                                snapshot.flatMap(now -> now.view()
                                                .flatMap(view -> view.member(now.uid()))
                                                .map(Member::address))
                                        .orElse(settings.address()),
                                settings.directory(),
                                snapshot,
                                people,
                                stored.vector(),
                                List.copyOf(stored.frontier().keySet()),
                                inSync))
                .whenComplete((status, failure) -> {
                    if (failure == null) {
                        answer.complete(status);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }
}
