package p2pchat.transport;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.crypto.Device;
import p2pchat.crypto.Grants;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.crypto.SigningKey;
import p2pchat.election.ElectionActor;
import p2pchat.liveness.LivenessActor;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Card;
import p2pchat.model.Digest;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.roster.RosterActor;

/** A device with its own key ring in one network, as a member, a newcomer or a stranger. */
final class Keys {

    static final SecureRandom RANDOM = new SecureRandom();
    static final SigningKey DIRECTORY = SigningKey.random(RANDOM);
    static final Genesis GENESIS = genesis();
    static final NetworkId NETWORK = KeyRings.id(GENESIS);
    static final Address ADDRESS = new Address("127.0.0.1", 4711);

    final KeyRings rings;
    final Genesis genesis;
    final KeyRing ring;
    final TestRoster roster;
    final MemberKeys edge;
    final MemberId id;

    Keys(int node) {
        this(node, GENESIS);
    }

    Keys(int node, Genesis genesis) {
        this(node, genesis, randomRings());
    }

    private Keys(int node, Genesis genesis, KeyRings rings) {
        this.rings = rings;
        this.genesis = genesis;
        ring = MemoryCredentials.open(rings, genesis);
        roster = new TestRoster(genesis, ring);
        edge = new MemberKeys(ring, rings.proofs(), List.of(), roster::authority);
        roster.listen(edge.gate()::authorityChanged);
        id = new MemberId(new NodeId(node), ring.uid());
    }

    /** Founds a network that has only this member. */
    static Keys founder(int node, AdmissionPolicy policy) {
        KeyRings rings = randomRings();
        NetworkId network =
                rings.found(new NetworkName("team"), DIRECTORY.device(), Genesis.DirectoryMode.PINNED, policy);
        return new Keys(node, rings.genesis(network).orElseThrow(), rings);
    }

    /** Returns another device of the same person. */
    Keys otherDevice(int node) {
        Device device = Device.certify(rings.device().person(), SigningKey.random(RANDOM), 0);
        return new Keys(node, genesis, new KeyRings(device, RANDOM, System::currentTimeMillis));
    }

    private static KeyRings randomRings() {
        return new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis);
    }

    private static Genesis genesis() {
        return founder(1, AdmissionPolicy.OPEN).genesis;
    }

    PersonKey person() {
        return ring.author().person();
    }

    /** Returns the key for TLS. */
    SigningKey tls() {
        return rings.device().signingKey();
    }

    Uid uid() {
        return id.uid();
    }

    Card card(String nick) {
        return ring.ownCard(new Nick(nick), ADDRESS);
    }

    Member member(String nick) {
        return new Member(id, ADDRESS, new Nick(nick), ViewId.firstOf(1));
    }

    /** Lets this device call another, and show its card. */
    Keys meet(Keys other, String nick) {
        Loopback.get(edge.offer(other.uid(), other.card(nick)));
        return this;
    }

    /** Gives this device a grant of the directory. */
    Grant lead(long epoch) {
        return lead(epoch, DIRECTORY);
    }

    Grant lead(long epoch, SigningKey directory) {
        Grant grant =
                Grants.sign(directory, genesis, epoch, uid(), rings.device().key(), 1);
        if (directory.equals(DIRECTORY)) {
            Loopback.get(ring.add(grant));
        }
        return grant;
    }

    /** Returns a view of this device as the leader, with itself and members that it has met. */
    p2pchat.proto.View view(ViewId id, Member... members) {
        return edge.proto(new View(id, this.id.node(), List.of(members)));
    }

    /** Returns the header of a call under this device's own identity. */
    p2pchat.proto.Header header(Optional<Uid> target) {
        return edge.header(new Header(Optional.of(id.node()), uid(), target, ViewId.firstOf(1)));
    }

    /** Returns the networks of a process that only calls. */
    NetworkRegistry registry() {
        return registry(TestInbox.<RosterActor.Command>create().getRef());
    }

    NetworkRegistry registry(ActorRef<RosterActor.Command> statements) {
        NetworkRegistry registry = new NetworkRegistry();
        registry.open(
                edge.network(),
                new NetworkRegistry.Network(
                        edge,
                        TestInbox.<MembershipActor.Command>create().getRef(),
                        TestInbox.<LivenessActor.Command>create().getRef(),
                        TestInbox.<ElectionActor.Command>create().getRef(),
                        statements,
                        () -> ViewId.NONE,
                        () -> Digest.NOTHING,
                        List::of));
        return registry;
    }
}
