package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import p2pchat.election.ElectionActor;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessActor;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Digest;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.roster.RosterActor;

class NetworkRegistryTest {

    private static final Uid OTHER = new Uid(new UUID(1, 2));
    private static final ViewId OURS = new ViewId(3, 4);
    private static final ViewId NEWER = new ViewId(3, 5);

    private final TestInbox<LivenessActor.Command> liveness = TestInbox.create();
    private final AtomicLong nanos = new AtomicLong();
    private final KeepaliveLimiter pulse = new KeepaliveLimiter(nanos::get);
    private final NetworkRegistry.Network network = new NetworkRegistry.Network(
            new Keys(1).edge,
            TestInbox.<MembershipActor.Command>create().getRef(),
            liveness.getRef(),
            TestInbox.<ElectionActor.Command>create().getRef(),
            TestInbox.<RosterActor.Command>create().getRef(),
            () -> OURS,
            () -> Digest.NOTHING,
            List::of);

    @Test
    void reportsOneOfManyFrames() {
        network.heard(OTHER, Optional.of(OURS), false, pulse);
        network.heard(OTHER, Optional.of(OURS), false, pulse);
        network.heard(OTHER, Optional.empty(), true, pulse);
        assertThat(liveness.getAllReceived())
                .containsExactly(new LivenessActor.Handle(
                        new Liveness.Input.Heard(new HeardFrom(OTHER, Optional.of(OURS), false))));

        nanos.addAndGet(Duration.ofMillis(60).toNanos());
        network.heard(OTHER, Optional.empty(), true, pulse);
        assertThat(liveness.getAllReceived())
                .containsExactly(new LivenessActor.Handle(
                        new Liveness.Input.Heard(new HeardFrom(OTHER, Optional.empty(), true))));
    }

    @Test
    void reportsEveryFrameWithNewerView() { // H24
        network.heard(OTHER, Optional.of(OURS), false, pulse);
        liveness.getAllReceived();
        network.heard(OTHER, Optional.of(NEWER), false, pulse);
        assertThat(liveness.getAllReceived())
                .containsExactly(new LivenessActor.Handle(
                        new Liveness.Input.Heard(new HeardFrom(OTHER, Optional.of(NEWER), false))));
    }
}
