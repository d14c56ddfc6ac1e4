package p2pchat.simulation;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import p2pchat.log.MemoryLogStore;
import p2pchat.membership.Applicant;
import p2pchat.membership.ViewStore;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/** What survives a crash of one member. A lost store is replaced by an empty one with a new uid (H11). */
final class NodeStore {

    final Applicant applicant;
    Optional<NetworkId> network = Optional.empty();
    ViewStore.Kept membership = ViewStore.Kept.NOTHING;

    /** The statements that the node has stored. */
    final Set<Integer> statements = new TreeSet<>();

    MemoryLogStore log;

    /** The number of the newest restrictions that the node knows. */
    int restrictions;

    /** Error of the wall clock. */
    long skewMillis;

    Optional<NodeStore> backup = Optional.empty();
    private final boolean restored;
    private final int host;

    NodeStore(NetworkName name, int host, int incarnation, boolean creates) {
        Uid uid = new Uid(new UUID(((long) host << 32) + incarnation, 1));
        this.host = host;
        this.restored = false;
        this.log = new MemoryLogStore(uid);
        this.applicant = new Applicant(
                name,
                uid,
                new Nick(host % 2 == 0 ? "m" : "m" + host),
                World.address(host),
                World.address(World.DIRECTORY),
                creates);
    }

    private NodeStore(NodeStore original) {
        this.host = original.host;
        this.restored = true;
        this.applicant = original.applicant;
        this.network = original.network;
        this.membership = original.membership;
        this.log = original.log.backup();
        this.statements.addAll(original.statements);
        this.skewMillis = original.skewMillis;
    }

    /** Returns the host whose nodes have this uid. */
    static int host(Uid uid) {
        return (int) (uid.value().getMostSignificantBits() >>> 32);
    }

    NodeStore backUp() {
        return new NodeStore(this);
    }

    boolean isRestored() {
        return restored;
    }

    Optional<NodeId> node() {
        return membership.self().map(MemberId::node);
    }

    String hostName() {
        return "p" + host;
    }
}
