package p2pchat.simulation;

import java.util.Optional;
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

/** What survives a crash of one member: its uid, and the view it kept. A lost store is a new one with a new uid (H11). */
final class NodeStore {

    final Applicant applicant;
    Optional<NetworkId> network = Optional.empty();
    ViewStore.Kept membership = ViewStore.Kept.NOTHING;

    /** What is said; there is one network, so its hashes need no other id. */
    MemoryLogStore log = new MemoryLogStore(new NetworkId(new UUID(0, 1)));

    /** How wrong the clock on the wall is. */
    long skewMillis;

    Optional<NodeStore> backup = Optional.empty();
    private final boolean restored;
    private final int hostName;

    NodeStore(NetworkName name, int place, int incarnation, boolean creates) {
        Uid uid = new Uid(new UUID(((long) place << 32) + incarnation, 1));
        this.hostName = place;
        this.restored = false;
        this.applicant = new Applicant(
                name, uid, new Nick("m" + place), World.address(place), World.address(World.DIRECTORY), creates);
    }

    /** A copy, as a backup is one. */
    private NodeStore(NodeStore copied) {
        this.hostName = copied.hostName;
        this.restored = true;
        this.applicant = copied.applicant;
        this.network = copied.network;
        this.membership = copied.membership;
        this.log = copied.log.backup();
        this.skewMillis = copied.skewMillis;
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
        return "p" + hostName;
    }
}
