package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.membership.JoinReply;
import p2pchat.model.Authority;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.JoinProof;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterPeers;
import p2pchat.roster.StatementGraph;

/**
 * Checks an admission before the newcomer believes it: the statements of the network, which the leader must show, admit
 * the newcomer, and contain the invitation that it used. A false network knows neither (attacks 35a and 36).
 */
final class JoinCheck {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Pages of statements to fetch; more than a network can have. */
    private static final int MAX_PAGES = 64;

    private final NetworkRegistry registry;
    private final NetworkId network;
    private final RosterClient client;

    JoinCheck(GrpcClients clients, NetworkRegistry registry, NetworkId network) {
        this.registry = registry;
        this.network = network;
        this.client = new RosterClient(clients, registry, network);
    }

    /**
     * Completes with the reply to believe.
     *
     * @param store of the caller
     * @param invited how the caller was invited, unless it was a member before
     */
    CompletionStage<JoinReply> check(
            JoinNetworkReply reply, Leader leader, Uid store, Optional<JoinProof> invited, MemberKeys keys) {
        if (reply.hasRetry()) { // the statements may show that the store of the caller has ended
            return fetch(leader)
                    .handle((done, cause) -> reply)
                    .thenCompose(retry -> WireMembership.joinReply(retry, keys));
        }
        if (!reply.hasOk()) {
            return WireMembership.joinReply(reply, keys);
        }
        boolean differs = !WireRoster.frontier("ok.roster", reply.getOk().getRoster())
                .equals(WireRoster.frontier(keys.authority()));
        CompletionStage<Void> fetched = differs || flaw(keys, invited).isPresent()
                ? fetch(leader)
                        .thenCompose(stored ->
                                keys.gate().await(() -> flaw(keys, invited).isEmpty(), DEADLINE))
                : CompletableFuture.completedStage(null);
        return fetched.handle((done, cause) -> {
                    Optional<String> flaw = flaw(keys, invited);
                    if (flaw.isEmpty() && hasEnded(store, keys)) {
                        return CompletableFuture.<JoinReply>completedStage(
                                new JoinReply.RetryLater("the store of this node has ended"));
                    }
                    if (flaw.isEmpty()) {
                        return WireMembership.joinReply(reply, keys);
                    }
                    return cause == null
                            ? CompletableFuture.<JoinReply>completedStage(new JoinReply.Unproven(flaw.get()))
                            : CompletableFuture.<JoinReply>failedStage(cause);
                })
                .thenCompose(checked -> checked);
    }

    private static boolean hasEnded(Uid store, MemberKeys keys) {
        DeviceCertificate self = keys.ring().author();
        return keys.authority().hasEnded(self.person(), self.device(), store);
    }

    /** Returns what the known statements lack. */
    private static Optional<String> flaw(MemberKeys keys, Optional<JoinProof> invited) {
        Authority authority = keys.authority();
        DeviceCertificate self = keys.ring().author();
        if (!authority.admits(self.person(), self.device())) {
            return Optional.of("its leader showed no statement that admits you");
        }
        boolean invitationKnown = invited.stream()
                .allMatch(proof -> Optional.ofNullable(
                                authority.invitations().get(proof.basis().invitation()))
                        .filter(known -> known.terms().key().equals(proof.invitationKey()))
                        .isPresent());
        return invitationKnown ? Optional.empty() : Optional.of("its leader does not know your invitation");
    }

    private CompletionStage<Void> fetch(Leader leader) {
        return registry.network(network)
                .map(open -> fetch(leader, open.roster(), MAX_PAGES))
                .orElse(CompletableFuture.completedStage(null));
    }

    private CompletionStage<Void> fetch(Leader leader, ActorRef<RosterActor.Command> roster, int pages) {
        CompletableFuture<RosterActor.Listing> listing = deadline();
        roster.tell(new RosterActor.GetListing(listing));
        return listing.thenCompose(known -> client.exchange(leader, List.of(), prefixes(known)))
                .thenCompose(answer -> learn(answer, roster)
                        .thenCompose(stored -> answer.more() && pages > 1
                                ? fetch(leader, roster, pages - 1)
                                : CompletableFuture.completedStage(null)));
    }

    private static CompletionStage<Void> learn(RosterPeers.Answer answer, ActorRef<RosterActor.Command> roster) {
        CompletableFuture<Void> stored = deadline();
        roster.tell(new RosterActor.Learn(answer.statements(), stored));
        return stored;
    }

    private static Set<Long> prefixes(RosterActor.Listing listing) {
        return listing.statements().stream()
                .map(judged -> StatementGraph.prefix(judged.statement().hash()))
                .collect(Collectors.toSet());
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
