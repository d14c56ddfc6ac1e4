package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.Cuts;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.ViewId;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.runtime.Await;
import p2pchat.runtime.DirectoryServer;
import p2pchat.storage.SqliteDirectoryStore;

/** Ann has founded a network. Its statements reach the directory with the requests of its members. */
class DirectoryRostersTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");

    @TempDir
    Path folder;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "users");
    private final AtomicInteger questions = new AtomicInteger();
    private final List<Statement> statements = new ArrayList<>();
    private final DirectoryUser ann = new DirectoryUser();
    private final DirectoryUser bob = new DirectoryUser();
    private final DirectoryUser carl = new DirectoryUser();
    private Running directory;
    private Genesis genesis;
    private Leader annsNode;
    private Leader bobsNode;
    private Leader carlsNode;

    /** A directory for which every leader is alive and hears many members. */
    private final class Running {
        final DirectoryRing ring = new DirectoryRing(DirectoryServer.key(folder));
        final SqliteDirectoryStore store = SqliteDirectoryStore.open(folder.resolve("directory.db"), ring);
        final ActorSystem<NdsGuardian.Command> actors;
        final Address address;

        Running() {
            LeaderCheck alive = (network, leader, epoch) -> {
                questions.incrementAndGet();
                return CompletableFuture.completedStage(new LeaderCheck.Confirmation(true, 200));
            };
            CompletableFuture<Done> started = new CompletableFuture<>();
            actors = ActorSystem.create(DirectoryServer.guardian(store, own -> alive, started), "nds");
            Await.result(Duration.ofSeconds(30), started);
            NdsService.Shared shared =
                    new NdsService.Shared(actors, ring, alive, new DirectoryRosters(ring, store.statements()));
            address = Loopback.get(GrpcServer.directory(
                            actors, ring.key(), new Address("127.0.0.1", 0), caller -> new NdsService(shared, caller)))
                    .address();
        }

        void stop() {
            actors.terminate();
            Await.completion(Duration.ofSeconds(30), actors.getWhenTerminated());
            store.close();
        }
    }

    @BeforeEach
    void found() {
        directory = new Running();
        NetworkId network = ann.keys().found(LUNCH, directory.ring.key().device(), DirectoryMode.PINNED);
        genesis = ann.keys().genesis(network).orElseThrow();
        annsNode = enter(ann, 1);
        bobsNode = enter(bob, 2);
        carlsNode = enter(carl, 3);
        DirectoryRequest.Create create = new DirectoryRequest.Create(LUNCH, network, annsNode);
        NdsCalls calls = ann.calls(system, directory.address);
        assertThat(Loopback.answer(() -> calls.ask(create))).isInstanceOf(DirectoryReply.Granted.class);
    }

    private Leader enter(DirectoryUser user, int node) {
        user.keys().add(KeyRings.id(genesis), genesis);
        ring(user).ownCard(new Nick("n" + node), new Address("127.0.0.1", 9));
        return new Leader(new MemberId(new NodeId(node), ring(user).uid()), new Address("127.0.0.1", 9));
    }

    @AfterEach
    void stop() {
        directory.stop();
        system.terminate();
    }

    /** Attack 14: bob leads, is alive and is not asked. */
    @Test
    void removedLeaderIsReplacedThoughAlive() {
        handOver(annsNode, bobsNode);
        meet(carl, bob);
        assertThat(claim(carl, carlsNode, bobsNode, 2).hasDenied())
                .as("bob leads")
                .isTrue();
        assertThat(questions).hasValue(1);
        state(new Act.Remove(person(bob), false, "", Cuts.NONE));
        assertThat(claim(carl, carlsNode, bobsNode, 2).getGranted().getEpoch()).isEqualTo(3);
        assertThat(questions).hasValue(1);
    }

    /** Attack 14: what the directory has learned counts for later requests. */
    @Test
    void removedNodeDoesNotGetTheLead() {
        handOver(annsNode, bobsNode);
        state(new Act.Remove(person(bob), false, "", Cuts.NONE));
        meet(carl, bob);
        assertThat(claim(carl, carlsNode, bobsNode, 2).hasGranted()).isTrue();
        meet(bob, carl);
        assertThat(send(bob, claimOf(bobsNode, carlsNode, 3), List.of()).hasNotAllowed())
                .isTrue();
        UpdateLeaderRequest anonymous = proto(bob, claimOf(bobsNode, carlsNode, 3), List.of())
                .clearCards()
                .build();
        assertThat(send(bob, anonymous).hasNotAllowed())
                .as("it does not say who it is")
                .isTrue();
    }

    /** Attack 38. */
    @Test
    void readerDoesNotGetTheLead() {
        state(new Act.SetRole(person(bob), MemberRole.READER, Cuts.NONE));
        meet(bob, ann);
        assertThat(send(bob, claimOf(bobsNode, annsNode, 1), encoded()).hasNotAllowed())
                .isTrue();
        meet(ann, bob);
        assertThat(handover(annsNode, bobsNode).hasNotAllowed()).isTrue();
        meet(ann, carl);
        assertThat(handover(annsNode, carlsNode).hasGranted()).isTrue();
    }

    /** The statements of a stranger justify nothing. */
    @Test
    void strangerRemovesNobody() {
        handOver(annsNode, bobsNode);
        meet(carl, bob);
        Statement forged = ring(carl).sign(1, List.of(), 1, new Act.Remove(person(bob), false, "", Cuts.NONE));
        ByteString own = WireKeys.bytes(ring(carl).statements().encode(forged));
        assertThat(send(carl, claimOf(carlsNode, bobsNode, 2), List.of(own)).hasDenied())
                .isTrue();
    }

    @Test
    void restartKeepsStatements() {
        state(new Act.SetRole(person(bob), MemberRole.READER, Cuts.NONE));
        refresh();
        directory.stop();
        directory = new Running();
        meet(bob, ann);
        assertThat(send(bob, claimOf(bobsNode, annsNode, 1), List.of()).hasNotAllowed())
                .isTrue();
    }

    @Test
    void answersShowTheFrontier() {
        state(new Act.SetTopic("soup"));
        ByteString frontier = refresh().getRefreshed().getRoster();
        assertThat(frontier.size()).isEqualTo(16);
        state(new Act.SetTopic("salad"));
        assertThat(refresh().getRefreshed().getRoster()).isNotEqualTo(frontier);
    }

    /** Every member may lead an open network without statements. */
    @Test
    void openNetworkNeedsNoCards() {
        UpdateLeaderRequest.Builder request = proto(
                        ann,
                        new DirectoryRequest.Handover(
                                LUNCH, ring(ann).network(), ViewId.firstOf(1), annsNode, Optional.empty()),
                        List.of())
                .clearCards();
        assertThat(send(ann, request.build()).hasVacated()).isTrue();
        assertThat(send(
                                carl,
                                proto(carl, claimOf(carlsNode, carlsNode, 0), List.of())
                                        .clearCards()
                                        .build())
                        .hasGranted())
                .isTrue();
    }

    @Test
    void refusesForgedStatement() {
        state(new Act.Remove(person(bob), false, "", Cuts.NONE));
        byte[] damaged = encoded().get(0).toByteArray();
        damaged[damaged.length - 1] ^= 1;
        DirectoryRequest claim = claimOf(carlsNode, annsNode, 0);
        UpdateLeaderRequest request =
                proto(carl, claim, List.of(ByteString.copyFrom(damaged))).build();
        assertThat(Loopback.failure(call(carl, request))).hasMessageContaining("PERMISSION_DENIED");
    }

    // --- requests

    private void state(Act act) {
        List<StatementHash> parents = statements.isEmpty()
                ? List.of()
                : List.of(statements.get(statements.size() - 1).hash());
        statements.add(ring(ann).sign(statements.size() + 1L, parents, 1, act));
    }

    private List<ByteString> encoded() {
        return statements.stream()
                .map(statement -> WireKeys.bytes(ring(ann).statements().encode(statement)))
                .toList();
    }

    private UpdateLeaderReply claim(DirectoryUser user, Leader node, Leader known, long epoch) {
        return send(user, claimOf(node, known, epoch), encoded());
    }

    private DirectoryRequest claimOf(Leader node, Leader known, long epoch) {
        ViewId view = epoch == 0 ? ViewId.NONE : ViewId.firstOf(epoch);
        return new DirectoryRequest.Claim(
                LUNCH, ring(ann).network(), view, node, 1, epoch == 0 ? Optional.empty() : Optional.of(known), 16);
    }

    private void handOver(Leader from, Leader to) {
        meet(ann, bob);
        assertThat(handover(from, to).hasGranted()).isTrue();
    }

    private UpdateLeaderReply handover(Leader from, Leader to) {
        return send(
                ann,
                new DirectoryRequest.Handover(LUNCH, ring(ann).network(), ViewId.firstOf(1), from, Optional.of(to)),
                encoded());
    }

    private UpdateLeaderReply refresh() {
        return send(
                ann,
                new DirectoryRequest.Refresh(
                        LUNCH, ring(ann).network(), ViewId.firstOf(1), annsNode, new IdBlock(4, 16), 3),
                encoded());
    }

    private UpdateLeaderReply send(DirectoryUser user, DirectoryRequest request, List<ByteString> brought) {
        return send(user, proto(user, request, brought).build());
    }

    private UpdateLeaderReply send(DirectoryUser user, UpdateLeaderRequest request) {
        return Loopback.get(call(user, request));
    }

    private CompletionStage<UpdateLeaderReply> call(DirectoryUser user, UpdateLeaderRequest request) {
        return new GrpcClients(system, user.keys().device().signingKey())
                .directory(directory.address, DirectoryTrust.ANY)
                .call(nds -> nds.updateLeader(request));
    }

    /** Adds the grant of the epoch that the request builds on, which each member has. */
    private UpdateLeaderRequest.Builder proto(DirectoryUser user, DirectoryRequest request, List<ByteString> brought) {
        UpdateLeaderRequest.Builder builder =
                WireNds.proto(request, user.keys()).toBuilder().addAllStatements(brought);
        if (request instanceof DirectoryRequest.Claim claim) {
            claim.knownLeader()
                    .ifPresent(leader -> builder.setGrant(WireKeys.proto(directory.ring.grant(
                            genesis,
                            claim.view().epoch(),
                            leader.uid(),
                            user.keys()
                                    .proofs()
                                    .find(leader.uid())
                                    .orElseThrow()
                                    .device(),
                            1))));
        }
        return builder;
    }

    private void meet(DirectoryUser user, DirectoryUser... others) {
        Arrays.stream(others).forEach(other -> {
            try {
                ring(user).add(ring(other).card(ring(other).uid()).orElseThrow());
            } catch (ForgedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static PersonKey person(DirectoryUser user) {
        return user.keys().device().certificate().person();
    }

    private KeyRing ring(DirectoryUser user) {
        return user.keys().ring(KeyRings.id(genesis)).orElseGet(() -> MemoryCredentials.open(user.keys(), genesis));
    }
}
