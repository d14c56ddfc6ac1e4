package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.ViewId;
import p2pchat.nds.LeaderCheck.Confirmation;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;

/** A leader with the grant of another local directory, while the record names a rival. */
class NdsServiceTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");
    private static final long EPOCH = 7;
    private static final IdBlock BLOCK = new IdBlock(1, 16);
    private static final Duration FRESH = Duration.ZERO;
    private static final Duration SILENT = Duration.ofMinutes(1);

    private final DirectoryRing other = new DirectoryRing(ServedNetwork.randomKey());
    private final DirectoryUser user = new DirectoryUser();
    private final DirectoryRequest.Create network =
            user.create(LUNCH, ServedNetwork.randomKey().device(), DirectoryMode.LOCAL);
    private final Leader leader = user.node(network.network(), 2);
    private final Leader rival = user.node(network.network(), 1);
    private final AtomicInteger questions = new AtomicInteger();
    private NetworkInfo record = record(rival, FRESH);
    private Supplier<CompletionStage<Confirmation>> answer =
            () -> CompletableFuture.completedStage(new Confirmation(true, 1));

    private final ActorSystem<NdsGuardian.Command> directory = ActorSystem.create(guardian(), "directory");
    private final DirectoryRing ring = new DirectoryRing(ServedNetwork.randomKey());
    private final NdsService service = new NdsService(
            new NdsService.Shared(
                    directory,
                    ring,
                    (id, asked, epoch) -> {
                        questions.incrementAndGet();
                        return answer.get();
                    },
                    new DirectoryRosters(ring, DirectoryStatements.NOTHING)),
            new Caller(user.keys().device().key(), "127.0.0.1"));

    @AfterEach
    void stop() {
        directory.terminate();
    }

    @Test
    void leadingRivalIsNotReplaced() {
        assertDenied();
    }

    @Test
    void formerRivalIsReplaced() {
        answer = () -> CompletableFuture.completedStage(new Confirmation(false, 1));
        assertThat(Loopback.get(refresh()).hasRefreshed()).isTrue();
    }

    @Test
    void unreachableRivalIsReplaced() {
        answer = () -> CompletableFuture.failedStage(new ConnectException("refused"));
        assertThat(Loopback.get(refresh()).hasRefreshed()).isTrue();
    }

    @Test
    void lateRivalIsReplacedAfterSilence() {
        answer = () -> CompletableFuture.failedStage(new TimeoutException());
        assertDenied();
        record = record(rival, SILENT);
        assertThat(Loopback.get(refresh()).hasRefreshed()).isTrue();
    }

    @Test
    void recordedLeaderIsNotAsked() {
        record = record(leader, FRESH);
        assertThat(Loopback.get(refresh()).hasRefreshed()).isTrue();
        assertThat(questions).hasValue(0);
    }

    private void assertDenied() {
        assertThat(Loopback.failure(refresh())).hasMessageContaining("no grant of this leadership");
    }

    private CompletionStage<UpdateLeaderReply> refresh() {
        Genesis genesis = user.keys().genesis(network.network()).orElseThrow();
        DirectoryRequest refresh =
                new DirectoryRequest.Refresh(LUNCH, network.network(), ViewId.firstOf(EPOCH), leader, BLOCK, 1);
        UpdateLeaderRequest request = WireNds.proto(refresh, user.keys()).toBuilder()
                .setGrant(WireKeys.proto(other.grant(
                        genesis, EPOCH, leader.uid(), user.keys().device().key(), 1)))
                .build();
        return service.updateLeader(request);
    }

    private NetworkInfo record(Leader recorded, Duration silence) {
        return new NetworkInfo(network.network(), LUNCH, EPOCH - 1, Optional.of(recorded), silence, 1);
    }

    private Behavior<NdsGuardian.Command> guardian() {
        return Behaviors.receive(NdsGuardian.Command.class)
                .onMessage(NdsGuardian.ListNetworks.class, list -> {
                    list.reply().complete(List.of(record));
                    return Behaviors.same();
                })
                .onMessage(NdsGuardian.Ask.class, ask -> {
                    ask.reply().complete(new DirectoryReply.Refreshed(BLOCK));
                    return Behaviors.same();
                })
                .build();
    }
}
