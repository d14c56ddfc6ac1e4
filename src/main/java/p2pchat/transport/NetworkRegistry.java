package p2pchat.transport;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.election.ElectionActor;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.LivenessActor;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.sync.SyncActor;

/**
 * The networks this process is in, and which actors answer for each. Every call is checked here for whom it means.
 *
 * <p>Threading: any thread; filled by the guardian, read by every call.
 */
public final class NetworkRegistry {

    /** The actors of one network; chat and synchronisation are there from the admission on. */
    public record Network(
            Uid uid,
            ActorRef<MembershipActor.Command> membership,
            ActorRef<LivenessActor.Command> liveness,
            ActorRef<ElectionActor.Command> election,
            Optional<ActorRef<ChatActor.Command>> chat,
            Optional<ActorRef<SyncActor.Command>> sync,
            Supplier<ViewId> view,
            Supplier<Digest> digest) {

        /** Before the admission. */
        public Network(
                Uid uid,
                ActorRef<MembershipActor.Command> membership,
                ActorRef<LivenessActor.Command> liveness,
                ActorRef<ElectionActor.Command> election,
                Supplier<ViewId> view,
                Supplier<Digest> digest) {
            this(uid, membership, liveness, election, Optional.empty(), Optional.empty(), view, digest);
        }

        Network with(ActorRef<ChatActor.Command> speaker, ActorRef<SyncActor.Command> synchroniser) {
            return new Network(
                    uid, membership, liveness, election, Optional.of(speaker), Optional.of(synchroniser), view, digest);
        }

        /** A member said what its log comes to (protocol 2.8). */
        void holds(NodeId member, Digest theirs) {
            sync.ifPresent(actor -> actor.tell(new SyncActor.DigestSeen(member, theirs)));
        }

        /** A valid frame came from a member: it lives (protocol 2.2). */
        void heard(HeardFrom frame) {
            liveness.tell(new LivenessActor.Heard(frame));
        }

        /**
         * A frame of a stream came from a member. Of many in a row only some say that it lives; each says so whose view
         * is news here (H24).
         */
        void heard(Uid from, Optional<ViewId> theirs, boolean answer, KeepaliveLimiter pulse) {
            boolean news = theirs.filter(told -> told.newerThan(view.get())).isPresent();
            if (pulse.due() || news) {
                heard(new HeardFrom(from, theirs, answer));
            }
        }

        void connectionLost(Uid lost) {
            liveness.tell(new LivenessActor.ConnectionLost(lost));
        }
    }

    private final Map<NetworkId, Network> networks = new ConcurrentHashMap<>();

    public void open(NetworkId id, Network network) {
        networks.put(id, network);
    }

    public void admitted(NetworkId id, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        networks.computeIfPresent(id, (same, network) -> network.with(chat, sync));
    }

    public void close(NetworkId id) {
        networks.remove(id);
    }

    Optional<Network> network(NetworkId id) {
        return Optional.ofNullable(networks.get(id));
    }

    /** What this node knows by now of who is in; what it sends says so. */
    ViewId view(NetworkId id) {
        return network(id).map(network -> network.view().get()).orElse(ViewId.NONE);
    }

    /** The network a call is for, or why nobody here answers it (H15, H16). */
    Meant meant(p2pchat.proto.Header proto) {
        NetworkId id = Headers.network(proto);
        Header header = Headers.header(proto);
        Optional<Network> network = network(id);
        Optional<Refusal> refusal = network.isEmpty()
                ? Optional.of(new Refusal(Refusal.Reason.WRONG_NETWORK, "not in this network"))
                : network.filter(found -> header.misses(found.uid())).map(found -> Refusal.wrongTarget());
        return new Meant(header, network, refusal);
    }

    /** A call, with the network that takes it unless there is a refusal. */
    record Meant(Header header, Optional<Network> found, Optional<Refusal> refusal) {
        Network network() {
            return found.orElseThrow();
        }
    }
}
