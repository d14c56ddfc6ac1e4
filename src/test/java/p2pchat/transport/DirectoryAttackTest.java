package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.proto.Claim;
import p2pchat.proto.CreateNetworkReply;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.Grant;
import p2pchat.proto.Handover;
import p2pchat.proto.IdBlock;
import p2pchat.proto.Refresh;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.proto.ViewId;
import p2pchat.runtime.DirectoryServer;

/** A stranger with a key of its own attacks the record of a network (attack 10). */
class DirectoryAttackTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");
    private static final long MUCH_LATER = 1_000_000;
    private static final int MAX_FOUNDED = 16;

    @TempDir
    Path folder;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "users");
    private final DirectoryUser ann = new DirectoryUser();
    private final DirectoryUser mallory = new DirectoryUser();
    private DirectoryServer directory;
    private NdsCalls annsCalls;
    private RawChannel attack;
    private DirectoryRequest.Create network;

    /** Ann leads a network. */
    @BeforeEach
    void start() {
        directory = DirectoryServer.start(folder, new Address("127.0.0.1", 0));
        attack = new RawChannel(directory.address(), mallory.keys().device().signingKey());
        annsCalls = ann.calls(system, directory.address());
        network = ann.create(LUNCH, DirectoryServer.key(folder).device(), DirectoryMode.PINNED);
        assertThat(Loopback.answer(() -> annsCalls.ask(network))).isInstanceOf(DirectoryReply.Granted.class);
        assertThat(mallory.keys().add(network.network(), genesis())).isTrue();
    }

    @AfterEach
    void stop() {
        attack.close();
        directory.close();
        system.terminate();
    }

    @Test
    void strangerCannotSpeakAsLeader() {
        p2pchat.proto.Leader leader = proven(network.founder(), ann);
        denied(update(1).setRefresh(refresh(leader)));
        denied(update(1).setClaim(claim(leader)));
        denied(update(1).setHandover(Handover.newBuilder().setNode(leader)));
        denied(update(1).setHandover(Handover.newBuilder().setNode(leader).setSuccessor(own())));
        unchanged();
    }

    @Test
    void strangerCannotClaimFromLivingLeader() throws Exception {
        assertThat(ask(update(0).setClaim(claim(own()))).hasStale()).isTrue();
        assertThat(ask(update(1).setClaim(claim(own()))).hasStale()).isTrue();
        assertThat(ask(update(MUCH_LATER).setClaim(claim(own()).setHighestId(1 << 30)))
                        .hasStale())
                .isTrue();
        unchanged();
    }

    @Test
    void strangerCannotRefresh() throws Exception {
        assertThat(ask(update(0).setRefresh(refresh(own()))).hasStale()).isTrue();
        denied(update(1).setRefresh(refresh(own())));
        denied(update(MUCH_LATER).setRefresh(refresh(own())));
        unchanged();
    }

    /** The directory of the stranger is not that of the network. */
    @Test
    void strangerCannotGrantItself() throws Exception {
        p2pchat.proto.Leader own = own();
        Grant forged = granted(ServedNetwork.randomKey(), genesis(), MUCH_LATER, own, mallory);
        denied(update(MUCH_LATER).setRefresh(refresh(own)).setGrant(forged));
        denied(update(MUCH_LATER)
                .setRefresh(refresh(own))
                .setGrant(forged.toBuilder()
                        .setDirectoryKey(WireKeys.bytes(genesis().directory().bytes()))));
        assertThat(ask(update(MUCH_LATER)
                                .setClaim(claim(own).setKnownLeader(own))
                                .setGrant(forged))
                        .hasStale())
                .isTrue();
        unchanged();
    }

    @Test
    void leaderCannotRaiseItsEpoch() {
        UpdateLeaderRequest.Builder request = update(MUCH_LATER).setRefresh(refresh(proven(network.founder(), ann)));
        try (RawChannel leader =
                new RawChannel(directory.address(), ann.keys().device().signingKey())) {
            assertThat(update(leader, request).status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        unchanged();
    }

    /** The directory has signed the grants, but for another epoch or another leader. */
    @Test
    void grantOfAnotherLeadershipProvesNothing() {
        p2pchat.proto.Leader own = own();
        denied(update(MUCH_LATER).setRefresh(refresh(own)).setGrant(granted(MUCH_LATER - 1, own, mallory)));
        p2pchat.proto.Leader founder = proven(network.founder(), ann);
        denied(update(MUCH_LATER).setRefresh(refresh(own)).setGrant(granted(MUCH_LATER, founder, ann)));
        unchanged();
    }

    /** This directory has lost the record, or never had it. */
    @Test
    void grantOfHomeDirectoryRestoresRecord() throws Exception {
        SigningKey home = ServedNetwork.randomKey();
        DirectoryRequest.Create create = ann.create(new NetworkName("other"), home.device(), DirectoryMode.PINNED);
        Genesis genesis = ann.keys().genesis(create.network()).orElseThrow();
        p2pchat.proto.Leader founder = proven(create.founder(), ann);
        UpdateLeaderRequest.Builder request = update(7)
                .setName("other")
                .setChatId(Wire.bytes(create.network()))
                .setGenesis(WireNds.proto(genesis))
                .setRefresh(refresh(founder));
        try (RawChannel leader =
                new RawChannel(directory.address(), ann.keys().device().signingKey())) {
            assertThat(update(leader, request).status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            request.setGrant(granted(home, genesis, 7, founder, ann));
            byte[] reply = update(leader, request).reply();
            assertThat(UpdateLeaderReply.parseFrom(reply).hasRefreshed()).isTrue();
        }
    }

    @Test
    void strangerCannotHandOver() throws Exception {
        assertThat(ask(update(1).setHandover(Handover.newBuilder().setNode(own())))
                        .hasStale())
                .isTrue();
        unchanged();
    }

    @Test
    void successorMustBeProven() {
        p2pchat.proto.Leader successor = own().toBuilder()
                .setProof(proven(network.founder(), ann).getProof())
                .build();
        try (RawChannel leader =
                new RawChannel(directory.address(), ann.keys().device().signingKey())) {
            UpdateLeaderRequest.Builder handover = update(1)
                    .setHandover(Handover.newBuilder()
                            .setNode(proven(network.founder(), ann))
                            .setSuccessor(successor));
            assertThat(update(leader, handover).status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        unchanged();
    }

    @Test
    void strangerCannotFoundForAnother() {
        DirectoryRequest.Create create = ann.create(new NetworkName("other"));
        CreateNetworkRequest request = WireNds.proto(create, ann.keys());
        refused("CreateNetwork", request, Status.Code.PERMISSION_DENIED);
        p2pchat.proto.Leader founder = proven(mallory.node(create.network(), 1), mallory);
        refused("CreateNetwork", request.toBuilder().setFounder(founder).build(), Status.Code.PERMISSION_DENIED);
        CreateNetworkRequest own = WireNds.proto(mallory.create(new NetworkName("other")), mallory.keys());
        refused(
                "CreateNetwork",
                own.toBuilder().setGenesis(request.getGenesis()).build(),
                Status.Code.INVALID_ARGUMENT);
        p2pchat.proto.Leader other = proven(ann.node(Wire.networkId(own.getChatId()), 1), ann);
        refused("CreateNetwork", own.toBuilder().setFounder(other).build(), Status.Code.PERMISSION_DENIED);
        refused("CreateNetwork", own.toBuilder().setName("third").build(), Status.Code.INVALID_ARGUMENT);
        unchanged();
    }

    @Test
    void deviceFoundsFewNetworks() throws Exception {
        CreateNetworkRequest first = WireNds.proto(mallory.create(new NetworkName("first")), mallory.keys());
        int founded = isFounded(first) ? 1 : 0;
        for (int i = 1; i < 2 * MAX_FOUNDED; i++) {
            founded += isFounded(WireNds.proto(mallory.create(new NetworkName("n" + i)), mallory.keys())) ? 1 : 0;
        }
        assertThat(founded).isBetween(MAX_FOUNDED, MAX_FOUNDED + 1); // one more after a minute
        assertThat(isFounded(first)).as("a repeated request is answered again").isTrue();
        unchanged();
    }

    private boolean isFounded(CreateNetworkRequest request) throws Exception {
        byte[] reply = attack.ask("p2pchat.NodeDiscovery/CreateNetwork", request.toByteArray())
                .reply();
        return CreateNetworkReply.parseFrom(reply).hasOk();
    }

    // ---- requests

    private Genesis genesis() {
        return ann.keys().genesis(network.network()).orElseThrow();
    }

    /** A node of the stranger. */
    private p2pchat.proto.Leader own() {
        return proven(mallory.node(network.network(), 2), mallory);
    }

    private static p2pchat.proto.Leader proven(Leader node, DirectoryUser user) {
        return WireKeys.proto(node, user.keys().proofs()).orElseThrow();
    }

    private UpdateLeaderRequest.Builder update(long epoch) {
        return UpdateLeaderRequest.newBuilder()
                .setName(LUNCH.value())
                .setChatId(Wire.bytes(network.network()))
                .setGenesis(WireNds.proto(genesis()))
                .setView(ViewId.newBuilder().setEpoch(epoch).setSeq(epoch == 0 ? 0 : 1));
    }

    /** Returns a grant of the directory that is attacked. */
    private Grant granted(long epoch, p2pchat.proto.Leader leader, DirectoryUser user) {
        return granted(DirectoryServer.key(folder), genesis(), epoch, leader, user);
    }

    private static Grant granted(
            SigningKey by, Genesis genesis, long epoch, p2pchat.proto.Leader leader, DirectoryUser user) {
        return WireKeys.proto(new DirectoryRing(by)
                .grant(
                        genesis,
                        epoch,
                        Wire.uid("uid", leader.getId().getUid()),
                        user.keys().device().key(),
                        0));
    }

    private static Claim.Builder claim(p2pchat.proto.Leader node) {
        return Claim.newBuilder().setNode(node).setHeard(256);
    }

    private static Refresh.Builder refresh(p2pchat.proto.Leader node) {
        return Refresh.newBuilder()
                .setNode(node)
                .setMembers(1)
                .setBlock(IdBlock.newBuilder().setFirst(1).setLast(16));
    }

    private UpdateLeaderReply ask(UpdateLeaderRequest.Builder request)
            throws InterruptedException, InvalidProtocolBufferException {
        return UpdateLeaderReply.parseFrom(update(attack, request).reply());
    }

    private static RawChannel.Call update(RawChannel caller, UpdateLeaderRequest.Builder request) {
        return caller.ask("p2pchat.NodeDiscovery/UpdateLeader", request.build().toByteArray());
    }

    private void denied(UpdateLeaderRequest.Builder request) {
        refused("UpdateLeader", request.build(), Status.Code.PERMISSION_DENIED);
    }

    private void refused(String method, Message request, Status.Code code) {
        assertThat(attack.ask("p2pchat.NodeDiscovery/" + method, request.toByteArray())
                        .status()
                        .getCode())
                .isEqualTo(code);
    }

    private void unchanged() {
        NetworkInfo record = Loopback.answer(() -> annsCalls.information(LUNCH)).orElseThrow();
        assertThat(record.id()).isEqualTo(network.network());
        assertThat(record.epoch()).isEqualTo(1);
        assertThat(record.leader()).contains(network.founder());
        assertThat(record.leader().orElseThrow().id().node()).isEqualTo(new NodeId(1));
    }
}
