package p2pchat.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.chat.ChatActor;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.MembershipInput;
import p2pchat.model.Card;
import p2pchat.model.Genesis;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.node.Endpoint;
import p2pchat.roster.RosterPeers;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;
import p2pchat.transport.ExchangeClient;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.MemberKeys;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerCalls;
import p2pchat.transport.RosterClient;
import p2pchat.transport.SyncClient;
import p2pchat.transport.UnaryMessageClient;

/** Implements the endpoint of a node with {@code transport}. */
public final class GrpcEndpoint implements Endpoint {

    private final ActorSystem<?> system;
    private final KeyRings keys;
    private final GrpcClients clients;
    private final Map<NetworkId, Consumer<Problem.WrongKey>> wrongKeys = new ConcurrentHashMap<>();
    private final NetworkRegistry registry;
    private final DirectoryCalls directory;

    public GrpcEndpoint(ActorSystem<?> system, KeyRings keys, NetworkRegistry registry, TrustedDirectory directory) {
        this.system = system;
        this.keys = keys;
        this.clients = new GrpcClients(
                system,
                keys.device().signingKey(),
                problem -> wrongKeys.values().forEach(listener -> listener.accept(problem)));
        this.registry = registry;
        this.directory = new NdsCalls(clients, directory.address(), directory, keys, registry);
        directory.callBy(() -> this.directory.networks(1));
        keys.trust(directory);
    }

    @Override
    public DirectoryCalls directory() {
        return directory;
    }

    @Override
    public Calls calls(NetworkId network) {
        PeerCalls calls = new PeerCalls(clients, registry, network);
        return new Calls(calls, calls, calls);
    }

    @Override
    public Exchanges exchanges(NetworkId network, MemberId self) {
        return new ExchangeClient(system, clients, registry, network, self);
    }

    @Override
    public UnaryMessages unaryMessages(NetworkId network, MemberId self) {
        return new UnaryMessageClient(clients, registry, network, self);
    }

    @Override
    public void open(NetworkId network, Handlers actors) {
        wrongKeys.put(network, actors.wrongKeys());
        KeyRing ring = keys.ring(network).orElseThrow();
        ring.listen(proof -> tell(actors.membership(), proof, true));
        ring.proofs().forEach(proof -> tell(actors.membership(), proof, false));
        registry.open(
                network,
                new NetworkRegistry.Network(
                        new MemberKeys(ring, keys.proofs(), actors.known(), actors.authority()),
                        actors.membership(),
                        actors.liveness(),
                        actors.election(),
                        actors.roster(),
                        actors.view(),
                        actors.digest(),
                        actors.frontier()));
    }

    private static void tell(ActorRef<MembershipActor.Command> membership, TwoViews proof, boolean news) {
        membership.tell(
                new MembershipActor.Handle(new MembershipInput.LeaderLied(proof.leader(), proof.epoch(), news)));
    }

    @Override
    public Optional<PersonKey> person(NetworkId network, Uid uid) {
        return keys.ring(network)
                .flatMap(ring -> ring.uid().equals(uid)
                        ? Optional.of(keys.device().certificate().person())
                        : ring.card(uid)
                                .or(() -> registry.offered(network, uid))
                                .or(() -> ring.card(uid)) // it was kept in between
                                .map(Card::person));
    }

    @Override
    public Optional<Card> card(NetworkId network, Uid uid) {
        return keys.ring(network).flatMap(ring -> ring.card(uid));
    }

    @Override
    public List<MemberId> identified(NetworkId network) {
        return registry.identified(network);
    }

    @Override
    public void signCard(NetworkId network, Member self) {
        KeyRing ring = keys.ring(network).orElseThrow();
        if (ring.card(ring.uid()).isEmpty()) {
            ring.ownCard(self.nick(), self.address());
        }
    }

    @Override
    public Optional<Genesis> genesis(NetworkId network) {
        return keys.genesis(network);
    }

    @Override
    public RemoteLogs remoteLogs(NetworkId network, MemberId self) {
        return new SyncClient(system, clients, registry, network, self);
    }

    @Override
    public RosterPeers rosterPeers(NetworkId network) {
        return new RosterClient(clients, registry, network);
    }

    @Override
    public void openChat(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        registry.openChat(network, chat, sync);
    }

    @Override
    public void authorityChanged(NetworkId network) {
        registry.authorityChanged(network);
    }

    @Override
    public void close(NetworkId network) {
        wrongKeys.remove(network);
        registry.close(network);
    }

    @Override
    public void reconnect() {
        clients.reconnect();
    }
}
