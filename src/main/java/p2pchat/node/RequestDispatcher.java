package p2pchat.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.journal.Journal;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.RenameReply;
import p2pchat.model.Genesis;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.RosterWish;
import p2pchat.model.SyncedCount;
import p2pchat.model.Uid;
import p2pchat.model.Verification;
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
        KnownPeople people,
        NodeContext node,
        Uid self,
        ActorRef<MessageLogActor.Command> log,
        ActorRef<MembershipActor.Command> membership,
        RosterRequests roster,
        InvitationMaker invitations) {

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
        } else if (request instanceof NetworkRequest.Verify verify) {
            verify(verify, snapshot);
        } else if (request instanceof NetworkRequest.Decide decide && decide.wish() instanceof RosterWish.Invite wish) {
            invitations.make(wish, decide);
        } else if (request instanceof NetworkRequest.Decide decide) {
            roster.decide(decide);
        } else if (request instanceof NetworkRequest.CheckDecision check) {
            roster.check(check);
        } else if (request instanceof NetworkRequest.GetRoster get) {
            roster.list(get);
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

    private void verify(NetworkRequest.Verify request, Optional<MembershipSnapshot> snapshot) {
        Nick nick = request.nick();
        Optional<Member> member = presence.people(snapshot).stream()
                .map(NetworkStatus.Person::member)
                .filter(known -> known.nick().equals(nick))
                .findFirst();
        Optional<PersonKey> own = node.endpoint().person(network, self);
        Optional<PersonKey> person = member.flatMap(known -> node.endpoint().person(network, known.uid()));
        if (own.isEmpty() || person.isEmpty()) {
            refuse(
                    request,
                    member.isEmpty() ? new Problem.MemberUnknown(settings.name(), nick) : new Problem.KeyUnknown(nick));
            return;
        }
        Verification verification = people.verify(member.get(), person.get(), own.get(), request.confirmed());
        if (request.confirmed() && verification.state() == Verification.State.TO_COMPARE) {
            refuse(request, new Problem.NumberNotShown(nick));
            return;
        }
        CompletionStage<Void> stored = verification.state() == Verification.State.VERIFIED
                ? node.stores().verify(person.get(), nick)
                : CompletableFuture.completedFuture(null);
        CompletionStage<Void> unused = stored.whenComplete((done, failure) -> {
            if (failure == null) {
                request.answer().complete(verification);
            } else {
                request.answer().completeExceptionally(failure);
            }
        });
    }

    private static void refuse(NetworkRequest request, Problem problem) {
        request.answer().completeExceptionally(new ProblemException(problem));
    }

    private NetworkStatus.Keys keys() {
        Optional<Genesis> genesis = node.endpoint().genesis(network);
        return new NetworkStatus.Keys(
                node.endpoint().person(network, self),
                genesis.map(Genesis::directory),
                genesis.map(Genesis::mode),
                node.stores().verified());
    }

    private void getStatus(
            CompletableFuture<NetworkStatus> answer,
            Optional<MembershipSnapshot> snapshot,
            Optional<MemberActors> members) {
        List<NetworkStatus.Person> persons = people.withIdentities(presence.people(snapshot));
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
                                persons,
                                stored.vector(),
                                List.copyOf(stored.frontier().keySet()),
                                inSync,
                                keys()))
                .whenComplete((status, failure) -> {
                    if (failure == null) {
                        answer.complete(status);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }
}
