package p2pchat.transport;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.crypto.Device;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.crypto.Grants;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.ViewId;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.UpdateLeaderRequest;

/** A device that calls a directory as the founder or a node of any network. */
public final class DirectoryUser {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Address NOWHERE = new Address("127.0.0.1", 9);

    private final KeyRings keys = new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis);

    /** Returns the state of a directory that checks no leader. */
    static NdsService.Shared shared(ActorRef<NdsGuardian.Command> directory, SigningKey key) {
        DirectoryRing ring = new DirectoryRing(key);
        return new NdsService.Shared(
                directory,
                ring,
                (network, leader, epoch) -> CompletableFuture.failedStage(new IllegalStateException("unused")),
                new DirectoryRosters(ring, DirectoryStatements.NOTHING));
    }

    public KeyRings keys() {
        return keys;
    }

    public NdsCalls calls(ActorSystem<?> system, Address directory) {
        return new NdsCalls(new GrpcClients(system, keys.device().signingKey()), directory, DirectoryTrust.ANY, keys);
    }

    /** Returns the request for a network that this device founds. */
    public DirectoryRequest.Create create(NetworkName name) {
        return create(name, keys.device().key(), DirectoryMode.PINNED);
    }

    DirectoryRequest.Create create(NetworkName name, DeviceKey directory, DirectoryMode mode) {
        NetworkId network = keys.found(name, directory, mode);
        return new DirectoryRequest.Create(name, network, node(network, 1));
    }

    /** Keeps the grant of the present leader, which every member has. */
    public void learnGrant(NetworkInfo record, SigningKey directory) {
        Genesis genesis = keys.genesis(record.id()).orElseThrow();
        Uid leader = record.leader().orElseThrow().uid();
        DeviceKey device = keys.proofs().find(leader).orElseThrow().device();
        Grant grant = Grants.sign(directory, genesis, record.epoch(), leader, device, 1);
        Loopback.get(MemoryCredentials.open(keys, genesis).add(grant));
    }

    /** Tries to lead a network by a grant that this user has signed itself. */
    public CompletionStage<?> usurp(ActorSystem<?> system, Address directory, NetworkInfo record, long epoch) {
        Leader own = node(record.id(), 9);
        DirectoryRequest refresh = new DirectoryRequest.Refresh(
                record.name(), record.id(), new ViewId(epoch, 1), own, new IdBlock(1, 16), 1);
        Grant forged = new DirectoryRing(keys.device().signingKey())
                .grant(
                        keys.genesis(record.id()).orElseThrow(),
                        epoch,
                        own.uid(),
                        keys.device().key(),
                        0);
        UpdateLeaderRequest request = WireNds.proto(refresh, keys).toBuilder()
                .setGrant(WireKeys.proto(forged))
                .build();
        return new GrpcClients(system, keys.device().signingKey())
                .directory(directory, DirectoryTrust.ANY)
                .call(nds -> nds.updateLeader(request));
    }

    /** Returns a node of this device, which cannot be reached. */
    public Leader node(NetworkId network, int id) {
        UidProof proof = UidProof.random(keys.device().key(), RANDOM);
        Uid uid = proof.uid(network);
        if (!keys.proofs().add(network, uid, proof)) {
            throw new AssertionError("not a proof: " + proof);
        }
        return new Leader(new MemberId(new NodeId(id), uid), NOWHERE);
    }
}
