package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** A former member starts while the directory and the other member n7 are away. */
final class ReturningTest {

    private final RandomGenerator random = new SplittableRandom(1);
    private final View last = new View(new ViewId(3, 1), new NodeId(7), List.of(member(1), member(7)));
    private final Membership membership = new Membership(
            MembershipSettings.DEFAULT,
            MembershipFixture.APPLICANT,
            Optional.of(MembershipFixture.NETWORK),
            new ViewStore.Kept(Optional.of(member(1).id()), Optional.of(last)));

    /** It reports one true state however often it tries, and pauses between the attempts (reliability F5). */
    @Test
    void reportsOneStateAndPausesBetweenAttempts() {
        List<MembershipEffect> effects = new ArrayList<>(on(new MembershipInput.Start()));
        for (int attempt = 0; attempt < 3; attempt++) {
            List<MembershipEffect> search = on(new MembershipInput.TimerFired(Timer.LOOP));
            List<MembershipEffect> join = on(new MembershipInput.DirectoryFailed(
                    first(search, MembershipEffect.FindRecord.class).ticket()));
            List<MembershipEffect> verify = on(new MembershipInput.PeerFailed(
                    first(join, MembershipEffect.Join.class).ticket()));
            List<MembershipEffect> lost = on(new MembershipInput.Verified(
                    membership.snapshot().stint(), member(7).uid(), false));
            assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
            List<MembershipEffect> claim =
                    on(new MembershipInput.MayClaim(membership.snapshot().stint(), 1));
            assertThat(first(claim, MembershipEffect.Schedule.class).delayMillis())
                    .isGreaterThanOrEqualTo(
                            MembershipSettings.DEFAULT.backoffMin().toMillis());
            List.of(search, join, verify, lost, claim).forEach(effects::addAll);
        }
        assertThat(events(effects))
                .filteredOn(NetworkEvent.Condition.class::isInstance)
                .containsExactly(new NetworkEvent.Condition(
                        NetworkEvent.State.JOINING, false, Optional.empty(), 3, last.members()));
    }

    private List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
