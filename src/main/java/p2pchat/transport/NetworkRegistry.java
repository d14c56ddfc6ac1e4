package p2pchat.transport;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.grpc.GrpcServiceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.chat.ChatActor;
import p2pchat.crypto.ForgedException;
import p2pchat.election.ElectionActor;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessActor;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Card;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.ViewId;
import p2pchat.roster.RosterActor;
import p2pchat.sync.SyncActor;

/**
 * The networks of this process with the actors that answer calls. Resolves the network that a call is for.
 *
 * <p>Threading: any thread; the guardian writes, every call reads.
 */
public final class NetworkRegistry {

    /** The actors of one network; chat and sync are present once this node is a member. */
    public record Network(
            MemberKeys keys,
            ActorRef<MembershipActor.Command> membership,
            ActorRef<LivenessActor.Command> liveness,
            ActorRef<ElectionActor.Command> election,
            ActorRef<RosterActor.Command> roster,
            Optional<ActorRef<ChatActor.Command>> chat,
            Optional<ActorRef<SyncActor.Command>> sync,
            Supplier<ViewId> view,
            Supplier<Digest> digest,
            Supplier<List<Head>> frontier) {

        public Network(
                MemberKeys keys,
                ActorRef<MembershipActor.Command> membership,
                ActorRef<LivenessActor.Command> liveness,
                ActorRef<ElectionActor.Command> election,
                ActorRef<RosterActor.Command> roster,
                Supplier<ViewId> view,
                Supplier<Digest> digest,
                Supplier<List<Head>> frontier) {
            this(
                    keys,
                    membership,
                    liveness,
                    election,
                    roster,
                    Optional.empty(),
                    Optional.empty(),
                    view,
                    digest,
                    frontier);
        }

        Network withChat(ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
            return new Network(
                    keys,
                    membership,
                    liveness,
                    election,
                    roster,
                    Optional.of(chat),
                    Optional.of(sync),
                    view,
                    digest,
                    frontier);
        }

        Uid uid() {
            return keys.ring().uid();
        }

        /** Reports the digest of a member's log (protocol 2.8). */
        void digestReceived(NodeId member, Digest theirs) {
            sync.ifPresent(actor -> actor.tell(new SyncActor.DigestSeen(member, theirs)));
        }

        /** Reports a valid frame, a sign of life of its sender (protocol 2.2). */
        void heard(HeardFrom frame) {
            liveness.tell(new LivenessActor.Handle(new Liveness.Input.Heard(frame)));
        }

        /** Reports a frame of a stream, at a limited rate unless its view is newer than this node's (H24). */
        void heard(Uid from, Optional<ViewId> theirs, boolean answer, KeepaliveLimiter limiter) {
            boolean newer = theirs.filter(other -> other.newerThan(view.get())).isPresent();
            if (limiter.tryAcquire() || newer) {
                heard(new HeardFrom(from, theirs, answer));
            }
        }

        private void viewDiffers(Uid from) {
            liveness.tell(new LivenessActor.Handle(new Liveness.Input.ViewDiffers(from)));
        }

        void connectionLost(Uid lost) {
            liveness.tell(new LivenessActor.Handle(new Liveness.Input.ConnectionLost(lost)));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(NetworkRegistry.class);

    private final Map<NetworkId, Network> networks = new ConcurrentHashMap<>();
    private final AtomicLong impostors = new AtomicLong();
    private final AtomicLong forgeries = new AtomicLong();

    public void open(NetworkId id, Network network) {
        network.keys().gate().reportDiffering(member -> network.roster().tell(new RosterActor.FrontierDiffers(member)));
        networks.put(id, network);
    }

    /** Closes the streams of devices that may not take part any more, and admits those that wait. */
    public void authorityChanged(NetworkId id) {
        network(id).ifPresent(network -> network.keys().gate().authorityChanged());
    }

    public void openChat(NetworkId id, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        networks.computeIfPresent(id, (same, network) -> network.withChat(chat, sync));
    }

    public void close(NetworkId id) {
        networks.remove(id);
    }

    /** Returns the members and authors that views or messages of a network have named. */
    public List<MemberId> identified(NetworkId id) {
        return network(id).map(network -> network.keys().ids().all()).orElse(List.of());
    }

    Optional<Network> network(NetworkId id) {
        return Optional.ofNullable(networks.get(id));
    }

    /** Returns the card of a caller that is being admitted. */
    public Optional<Card> offered(NetworkId id, Uid caller) {
        return network(id).flatMap(network -> network.keys().offered(caller));
    }

    /** Returns the current view of this node, which calls carry. */
    ViewId view(NetworkId id) {
        return network(id).map(network -> network.view().get()).orElse(ViewId.NONE);
    }

    /** Completes with the keys of a network; fails if this node is not in it. */
    CompletionStage<MemberKeys> keys(NetworkId id) {
        return network(id)
                .map(network -> CompletableFuture.completedStage(network.keys()))
                .orElse(CompletableFuture.failedStage(new IllegalStateException("not in this network")));
    }

    /**
     * Finds the network that a call is for, or the reason to refuse it (H15, H16). Fails with PERMISSION_DENIED if the
     * sender is not the caller.
     */
    Call resolve(Caller caller, p2pchat.proto.Header proto) {
        NetworkId id = Headers.network(proto);
        Header header = Headers.header(proto);
        UidProof proof = new UidProof(caller.device(), WireKeys.nonce("header.nonce", proto.getNonce()));
        if (!proof.uid(id).equals(header.uid())) {
            countImpostor(caller);
            throw new GrpcServiceException(
                    Status.PERMISSION_DENIED.withDescription("the sender is not of the caller's device"));
        }
        Optional<Network> network = network(id);
        Optional<Refusal> refusal = network.isEmpty()
                ? Optional.of(new Refusal(Refusal.Reason.WRONG_NETWORK, "not in this network"))
                : network.filter(found -> header.isForOtherThan(found.uid())).map(found -> Refusal.wrongTarget());
        network.filter(found -> refusal.isEmpty() && found.keys().hasOtherView(proto))
                .ifPresent(found -> found.viewDiffers(header.uid()));
        ByteString frontier = WireRoster.frontier("header.roster", proto.getRoster());
        boolean differs = network.filter(found ->
                        !frontier.equals(WireRoster.frontier(found.keys().authority())))
                .isPresent();
        return new Call(header, proof, network, refusal, differs);
    }

    private void countImpostor(Caller caller) {
        long count = impostors.incrementAndGet();
        if (isLogged(count)) {
            LOG.warn("{} calls under the identity of another, the last from {}", count, caller.origin());
        }
    }

    /**
     * Counts a frame that was refused because something in it is forged; ignores other failures.
     *
     * @param from for the log
     */
    void countForged(@Nullable Throwable cause, Object from) {
        if (cause != null && FailureText.root(cause) instanceof ForgedException forged) {
            long count = forgeries.incrementAndGet();
            if (isLogged(count)) {
                LOG.warn("{} forged frames, the last from {}: {}", count, from, forged.getMessage());
            }
        }
    }

    /** Returns whether to log the 1st, 2nd, 4th, … incident, because others cause them. */
    private static boolean isLogged(long count) {
        return Long.bitCount(count) == 1;
    }

    /** Returns the calls that were refused because the sender was not the caller. */
    long impostors() {
        return impostors.get();
    }

    /** Returns the frames that were refused because something in them is forged. */
    long forgeries() {
        return forgeries.get();
    }

    /**
     * A call with its network, or with a refusal. The proof is of the sender's uid.
     *
     * @param differs whether the sender has other statements than this node
     */
    record Call(Header header, UidProof proof, Optional<Network> found, Optional<Refusal> refusal, boolean differs) {
        Network network() {
            return found.orElseThrow();
        }

        MemberKeys keys() {
            return network().keys();
        }

        /**
         * Completes with why the sender is refused: the use of another member's node id, or the statements of the
         * network.
         */
        CompletionStage<Optional<Refusal>> senderRefusal() {
            Optional<Refusal> now = identityRefusal();
            if (now.isPresent()) {
                return CompletableFuture.completedStage(now);
            }
            if (differs) {
                askForStatements();
            }
            return keys().gate().admission(header.uid(), proof.device());
        }

        /** Refuses calls that need chat and sync, too, until this node is a member. */
        CompletionStage<Optional<Refusal>> memberRefusal() {
            return senderRefusal()
                    .thenApply(refused -> refused.or(
                            () -> network().chat().isEmpty() ? Optional.of(Refusal.notMember()) : Optional.empty()));
        }

        /** Refuses a call of a reader, which may not write, vote or lead. */
        CompletionStage<Optional<Refusal>> speakerRefusal() {
            return senderRefusal()
                    .thenApply(refused -> refused.or(() -> keys().gate().maySpeak(header.uid())
                            ? Optional.empty()
                            : Optional.of(new Refusal(Refusal.Reason.NOT_ALLOWED, "readers only read"))));
        }

        /** Returns why the sender is refused. A sender that a view may make known is not. */
        Optional<Refusal> removal() {
            return identityRefusal()
                    .or(() -> keys().gate()
                            .refusal(header.uid(), proof.device())
                            .filter(refused -> refused.reason() == Refusal.Reason.REMOVED)
                            .map(refused -> {
                                if (differs) {
                                    askForStatements();
                                }
                                return refused;
                            }));
        }

        Optional<Refusal> identityRefusal() {
            return refusal.or(
                    () -> header.sender().filter(keys().ids()::contradict).map(other -> Refusal.notMember()));
        }

        /** Fetches the statements of the sender, if its card is known. */
        void askForStatements() {
            header.sender()
                    .or(() -> keys().ids().find(header.uid()))
                    .ifPresent(sender -> keys().ring()
                            .card(sender.uid())
                            .ifPresent(card -> keys().gate().ask(new Leader(sender, card.address()), proof.device())));
        }
    }
}
