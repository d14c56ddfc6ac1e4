package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
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
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * The store of n1 was restored from a backup (H11). It remembers that n7 led epoch 3. Since then n1 has led epoch 4 and
 * numbered views in it, which it has forgotten.
 */
final class OldStoreTest {

    private static final NetworkName NAME = new NetworkName("ops");
    private static final NetworkId NETWORK = new NetworkId(new UUID(42, 42));
    private static final Member ME = member(1);
    private static final Member SEVEN = member(7);

    private final RandomGenerator random = new SplittableRandom(1);
    private final View remembered = new View(new ViewId(3, 7), SEVEN.node(), List.of(ME, SEVEN));
    private final Membership membership = new Membership(
            MembershipSettings.DEFAULT,
            new Applicant(NAME, ME.uid(), ME.nick(), ME.address(), new Address("d", 7100), false),
            Optional.of(NETWORK),
            new ViewStore.Kept(Optional.of(ME.id()), Optional.of(remembered)));

    @Test
    void claimsFromEpochThatRecordNames() {
        Claim claim = (Claim) claimed().request();
        assertThat(claim.view()).isEqualTo(new ViewId(4, 0));
        assertThat(claim.knownLeader()).contains(Leader.of(ME));
    }

    @Test
    void ignoresGrantOfEarlierLife() {
        on(new MembershipInput.DirectoryAnswered(claimed().ticket(), granted(4)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        long again =
                first(informed(look()), MembershipEffect.AskDirectory.class).ticket();
        on(new MembershipInput.DirectoryAnswered(again, granted(5)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(membership.snapshot().viewId()).isEqualTo(ViewId.firstOf(5));
    }

    /** The directory's store was restored, too. The reason for waiting is reported once. */
    @Test
    void retriesWhenDirectoryAsksToWait() {
        DirectoryReply later = new DirectoryReply.Retry("a leader may report within 15 s");
        NetworkEvent why = new NetworkEvent.Trouble(
                new Problem.DirectoryNotReady(new Address("d", 7100), "a leader may report within 15 s"));
        assertThat(events(on(new MembershipInput.DirectoryAnswered(claimed().ticket(), later))))
                .contains(why);
        long again =
                first(informed(look()), MembershipEffect.AskDirectory.class).ticket();
        assertThat(events(membership.on(500, random, new MembershipInput.DirectoryAnswered(again, later))))
                .doesNotContain(why);
        assertThat(first(informed(look()), MembershipEffect.AskDirectory.class).request())
                .isInstanceOf(Claim.class);
    }

    @Test
    void doesNotClaimBeforeSeeingTheRecord() {
        electingWithoutTheDirectory();
        List<MembershipEffect> effects =
                on(new MembershipInput.MayClaim(membership.snapshot().stint(), 1));
        assertThat(effects).noneMatch(MembershipEffect.AskDirectory.class::isInstance);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    @Test
    void ignoresHandoverBeforeSeeingTheRecord() { // repeated to a process that restarted
        Header header = new Header(Optional.of(SEVEN.node()), SEVEN.uid(), Optional.of(ME.uid()), remembered.id());
        Coordinator handed = new Coordinator(
                remembered, Optional.of(new Coordinator.Handed(4, new IdBlock(17, 32))), ViewReason.LEFT);
        on(new MembershipInput.Start());
        on(new MembershipInput.CoordinatorRequested(5, header, handed));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    private MembershipEffect.AskDirectory claimed() {
        on(new MembershipInput.Start());
        return first(informed(look()), MembershipEffect.AskDirectory.class);
    }

    private void electingWithoutTheDirectory() {
        on(new MembershipInput.Start());
        List<MembershipEffect> around = on(new MembershipInput.DirectoryFailed(look()));
        on(new MembershipInput.PeerFailed(
                first(around, MembershipEffect.Join.class).ticket()));
        on(new MembershipInput.Verified(membership.snapshot().stint(), SEVEN.uid(), false));
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
    }

    private long look() {
        return first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
    }

    private List<MembershipEffect> informed(long ticket) {
        NetworkInfo record = new NetworkInfo(NETWORK, NAME, 4, Optional.of(Leader.of(ME)), Duration.ZERO, 2);
        return on(new MembershipInput.RecordFound(ticket, Optional.of(record)));
    }

    private static DirectoryReply granted(long epoch) {
        return new DirectoryReply.Granted(epoch, Leader.of(ME), new IdBlock(17, 32), Optional.of(Leader.of(SEVEN)));
    }

    private List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
