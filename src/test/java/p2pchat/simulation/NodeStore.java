package p2pchat.simulation;

import java.util.Optional;
import java.util.UUID;
import p2pchat.membership.Applicant;
import p2pchat.membership.ViewStore;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Uid;

/** What survives a crash of one member: its uid, and the view it kept. A lost store is a new one with a new uid (H11). */
final class NodeStore {

    final Applicant applicant;
    Optional<NetworkId> network = Optional.empty();
    ViewStore.Kept kept = ViewStore.Kept.NOTHING;

    NodeStore(NetworkName name, int place, int incarnation, boolean creates) {
        Uid uid = new Uid(new UUID(((long) place << 32) + incarnation, 1));
        this.applicant = new Applicant(
                name, uid, new Nick("m" + place), World.address(place), World.address(World.DIRECTORY), creates);
    }
}
