package p2pchat.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.session.NetworkClient;
import p2pchat.journal.ElectionTimeline;
import p2pchat.model.DeliveryReport;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.Verification;
import p2pchat.node.DirectoryWatch;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NodeGuardian;

/** The console's client of one network of the node. {@code log} reads the stored messages. */
record NodeNetworkClient(ActorSystem<NodeGuardian.Command> node, NetworkName network, StoredLogReader log)
        implements NetworkClient {

    @Override
    public CompletionStage<MessageId> send(MessageDraft draft) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(network, new NetworkRequest.Send(draft, accepted)));
        return accepted;
    }

    @Override
    public CompletionStage<NodeAnswer> query(NodeQuery query) {
        if (query instanceof NodeQuery.WhyLeader) {
            return request(NetworkRequest.ReadJournal::new)
                    .thenApply(journal -> new NodeAnswer.Why(ElectionTimeline.last(journal)));
        }
        if (query instanceof NodeQuery.Networks networks) {
            CompletableFuture<DirectoryWatch.Known> known = new CompletableFuture<>();
            node.tell(new NodeGuardian.ListNetworks(known, networks.refresh()));
            return known.thenApply(list -> new NodeAnswer.Networks(list.networks(), list.age(), list.reachable()));
        }
        if (query instanceof NodeQuery.Rename rename) {
            return this.<Nick>request(reply -> new NetworkRequest.Rename(rename.nick(), reply))
                    .thenApply(nick -> new NodeAnswer.Renamed(nick, rename.nick()));
        }
        if (query instanceof NodeQuery.Verify verify) {
            return this.<Verification>request(
                            reply -> new NetworkRequest.Verify(verify.nick(), verify.confirmed(), reply))
                    .thenApply(NodeAnswer.Compared::new);
        }
        if (query instanceof NodeQuery.Decide decide) {
            return this.<RosterWish.Fulfilled>request(reply -> new NetworkRequest.Decide(decide.wish(), reply))
                    .thenApply(result -> new NodeAnswer.Decided(network, decide.wish(), result));
        }
        if (query instanceof NodeQuery.CheckDecision check) {
            return this.<RosterWish.Fulfilled>request(reply -> new NetworkRequest.CheckDecision(check.wish(), reply))
                    .thenApply(result -> new NodeAnswer.Decidable(check.wish()));
        }
        if (query instanceof NodeQuery.Roster roster) {
            return request(NetworkRequest.GetRoster::new).thenApply(listing -> roster(roster.part(), listing));
        }
        return request(NetworkRequest.GetStatus::new).thenCompose(status -> answer(query, status));
    }

    private NodeAnswer roster(NodeQuery.RosterPart part, RosterListing listing) {
        if (part instanceof NodeQuery.About about && isUnknown(about, listing)) {
            throw new ProblemException(new Problem.MemberUnknown(network, about.nick()));
        }
        return new NodeAnswer.Roster(part, network, listing);
    }

    private static boolean isUnknown(NodeQuery.About about, RosterListing listing) {
        return about.people(listing).isEmpty()
                && listing.waiting().stream()
                        .noneMatch(applicant -> about.matches(applicant.person(), applicant.nick()));
    }

    private <T> CompletionStage<T> request(Function<CompletableFuture<T>, NetworkRequest> request) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(network, request.apply(reply)));
        return reply;
    }

    private CompletionStage<NodeAnswer> answer(NodeQuery query, NetworkStatus status) {
        if (query instanceof NodeQuery.Members) {
            return completed(new NodeAnswer.Members(status));
        }
        if (query instanceof NodeQuery.Status) {
            return completed(new NodeAnswer.Status(status, log.home(), 0));
        }
        if (query instanceof NodeQuery.Info) {
            return request(NetworkRequest.GetRoster::new)
                    .handle((listing, failure) -> new NodeAnswer.Info(status, Optional.ofNullable(listing)));
        }
        if (query instanceof NodeQuery.VerifiedPeople) {
            return completed(new NodeAnswer.VerifiedPeople(status.keys().verified()));
        }
        if (query instanceof NodeQuery.History history) {
            return log.newest(network, status.network(), history.count())
                    .thenApply(entries -> listing(entries, status, false));
        }
        if (query instanceof NodeQuery.Search search) {
            return log.search(network, status.network(), search).thenApply(entries -> listing(entries, status, true));
        }
        if (query instanceof NodeQuery.OfMessage about) {
            return log.find(network, status.network(), about)
                    .thenCompose(entry -> log.proof(network, status.network(), entry.message())
                            .thenCompose(proof -> about(
                                    about, said(entry, status), new NodeAnswer.Signed(proof, status.keys()), status)));
        }
        if (query instanceof NodeQuery.Export export) {
            return log.export(network, status.network(), export.file(), export.format())
                    .thenApply(count -> new NodeAnswer.Exported(export.file(), count));
        }
        throw new AssertionError("unknown query " + query);
    }

    private CompletionStage<NodeAnswer> about(
            NodeQuery.OfMessage query, NetworkEvent.Said said, NodeAnswer.Signed signed, NetworkStatus status) {
        if (query instanceof NodeQuery.Message) {
            return log.clock(network, status.network(), said.message())
                    .thenApply(clock -> new NodeAnswer.Message(said, clock, signed));
        }
        if (!said.own()) {
            return completed(new NodeAnswer.WhyMessage(said, Optional.empty(), signed));
        }
        return this.<DeliveryReport>request(reply ->
                        new NetworkRequest.GetDelivery(said.message().key().seq(), reply))
                .thenApply(report -> new NodeAnswer.WhyMessage(said, Optional.of(report), signed));
    }

    private static CompletionStage<NodeAnswer> completed(NodeAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static NodeAnswer listing(List<HistoryEntry> entries, NetworkStatus status, boolean searched) {
        List<NetworkEvent.Said> messages =
                entries.stream().map(entry -> said(entry, status)).toList();
        return new NodeAnswer.Listing(messages, List.of(), searched);
    }

    private static NetworkEvent.Said said(HistoryEntry entry, NetworkStatus status) {
        Optional<NodeId> self = status.snapshot().flatMap(MembershipSnapshot::node);
        return NetworkEvent.Said.stored(
                entry, self.equals(Optional.of(entry.message().author())));
    }

    @Override
    public CompletionStage<Void> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(network, left));
        return left.thenAccept(done -> {});
    }
}
