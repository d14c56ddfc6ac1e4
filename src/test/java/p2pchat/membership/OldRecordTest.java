package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The store of the directory was restored from a backup (H5). Its record names n2 in epoch 1; n7 leads epoch 3. */
final class OldRecordTest {

    private static final NetworkName NAME = new NetworkName("ops");
    private static final NetworkId NETWORK = new NetworkId(new UUID(42, 42));
    private static final Member ME = member(4);
    private static final Member SEVEN = member(7);
    private static final NetworkInfo OLD = record(1, member(2));
    private static final NetworkInfo TRUE = record(3, SEVEN);

    private final RandomGenerator random = new SplittableRandom(1);
    private final View remembered = new View(new ViewId(3, 7), SEVEN.node(), List.of(ME, SEVEN));
    private final Membership membership = new Membership(
            MembershipSettings.DEFAULT,
            new Applicant(NAME, ME.uid(), ME.nick(), ME.address(), new Address("d", 7100), false),
            Optional.of(NETWORK),
            new ViewStore.Kept(Optional.of(ME.id()), Optional.of(remembered)));

    @Test
    void restoresOlderRecordByClaim() {
        on(new MembershipInput.Start());
        List<MembershipEffect> effects = told(Timer.LOOP, OLD);
        Claim claim =
                (Claim) first(effects, MembershipEffect.AskDirectory.class).request();
        assertThat(claim.view()).isEqualTo(remembered.id());
        assertThat(claim.knownLeader()).contains(Leader.of(SEVEN));
        assertThat(effects).noneMatch(MembershipEffect.Join.class::isInstance);
    }

    @Test
    void leavesOldRecordToTheLeaderAtFirst() {
        follows();
        List<MembershipEffect> effects = told(Timer.INFORMATION, OLD);
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        assertThat(first(effects, MembershipEffect.Schedule.class).delayMillis())
                .isEqualTo(15_000);
        told(Timer.INFORMATION, TRUE);
        told(Timer.INFORMATION, OLD);
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void recoversIfOldRecordStays() { // the leader may not reach the directory
        follows();
        told(Timer.INFORMATION, OLD);
        told(Timer.INFORMATION, OLD);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    private void follows() {
        on(new MembershipInput.Start());
        long ticket = first(told(Timer.LOOP, TRUE), MembershipEffect.Join.class).ticket();
        on(new MembershipInput.JoinAnswered(ticket, new JoinReply.Joined(ME.id(), remembered)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    private List<MembershipEffect> told(Timer timer, NetworkInfo record) {
        long ticket = first(on(new MembershipInput.TimerFired(timer)), MembershipEffect.FindRecord.class)
                .ticket();
        return on(new MembershipInput.RecordFound(ticket, Optional.of(record)));
    }

    private static NetworkInfo record(long epoch, Member leader) {
        return new NetworkInfo(NETWORK, NAME, epoch, Optional.of(Leader.of(leader)), Duration.ZERO, 2);
    }

    private List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
