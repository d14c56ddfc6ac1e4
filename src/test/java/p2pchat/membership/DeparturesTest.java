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
import p2pchat.model.DepartureReason;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Change;
import p2pchat.model.NetworkEvent.MemberChanged;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The reason of a departure is reported only if it is known. n4 follows n7, and n8 is a member too. */
final class DeparturesTest {

    private static final NetworkName NAME = new NetworkName("ops");
    private static final NetworkId NETWORK = new NetworkId(new UUID(42, 42));
    private static final Member ME = member(4);
    private static final Member SEVEN = member(7);
    private static final Member EIGHT = member(8);
    private static final Member NINE = member(9);

    private final RandomGenerator random = new SplittableRandom(1);
    private final View view = new View(new ViewId(3, 7), SEVEN.node(), List.of(ME, SEVEN, EIGHT));
    private final Membership membership = new Membership(
            MembershipSettings.DEFAULT,
            new Applicant(NAME, ME.uid(), ME.nick(), ME.address(), new Address("d", 7100), false),
            Optional.of(NETWORK),
            new ViewStore.Kept(Optional.of(ME.id()), Optional.of(view)));

    @Test
    void returningMemberDoesNotReportOthersAsDropped() {
        on(new MembershipInput.Start());
        join(SEVEN, view);
        show(new View(new ViewId(4, 1), NINE.node(), List.of(NINE)), NINE, ViewReason.ELECTED); // without us
        List<MembershipEffect> effects = join(NINE, new View(new ViewId(4, 2), NINE.node(), List.of(ME, NINE)));

        assertThat(changes(effects))
                .filteredOn(changed -> changed.change() != Change.JOINED)
                .containsExactlyInAnyOrder(
                        MemberChanged.departed(SEVEN, DepartureReason.UNKNOWN),
                        MemberChanged.departed(EIGHT, DepartureReason.UNKNOWN));
    }

    @Test
    void reportsMemberThatTheLeaderDropped() {
        on(new MembershipInput.Start());
        join(SEVEN, view);
        List<MembershipEffect> effects =
                show(new View(new ViewId(3, 8), SEVEN.node(), List.of(ME, SEVEN)), SEVEN, ViewReason.UNREACHABLE);
        assertThat(changes(effects)).containsExactly(MemberChanged.departed(EIGHT, DepartureReason.UNREACHABLE));
    }

    @Test
    void missedViewLeavesReasonUnknown() { // the view between was lost
        on(new MembershipInput.Start());
        join(SEVEN, view);
        List<MembershipEffect> effects =
                show(new View(new ViewId(3, 9), SEVEN.node(), List.of(ME, SEVEN, NINE)), SEVEN, ViewReason.JOINED);
        assertThat(changes(effects))
                .containsExactly(MemberChanged.departed(EIGHT, DepartureReason.UNKNOWN), MemberChanged.joined(NINE));
    }

    /** A member that returns is admitted under its old id. */
    @Test
    void revivedNetworkHasOnlyThisMember() { // H20
        on(new MembershipInput.Start());
        NetworkInfo vacant = new NetworkInfo(NETWORK, NAME, 3, Optional.empty(), Duration.ZERO, 0);
        List<MembershipEffect> effects = granted(vacant);
        assertThat(membership.snapshot().view().orElseThrow().members())
                .extracting(Member::id)
                .containsExactly(ME.id());
        assertThat(conditions(effects)).last().isEqualTo(NetworkEvent.State.ALONE);
    }

    @Test
    void returningLeaderKeepsMembersUntilTheyAreMissed() {
        on(new MembershipInput.Start());
        NetworkInfo ours = new NetworkInfo(NETWORK, NAME, 3, Optional.of(Leader.of(ME)), Duration.ZERO, 3);
        granted(ours);
        assertThat(membership.snapshot().view().orElseThrow().members()).hasSize(3);
    }

    private List<MembershipEffect> granted(NetworkInfo record) {
        long look = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
        long claim = first(
                        on(new MembershipInput.RecordFound(look, Optional.of(record))),
                        MembershipEffect.AskDirectory.class)
                .ticket();
        return on(new MembershipInput.DirectoryAnswered(
                claim, new DirectoryReply.Granted(4, Leader.of(ME), new IdBlock(17, 32), Optional.empty())));
    }

    private static List<NetworkEvent.State> conditions(List<MembershipEffect> effects) {
        return events(effects).stream()
                .filter(NetworkEvent.Condition.class::isInstance)
                .map(event -> ((NetworkEvent.Condition) event).state())
                .toList();
    }

    private List<MembershipEffect> join(Member leader, View granted) {
        NetworkInfo record =
                new NetworkInfo(NETWORK, NAME, granted.id().epoch(), Optional.of(Leader.of(leader)), Duration.ZERO, 2);
        long look = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
        long ticket = first(on(new MembershipInput.RecordFound(look, Optional.of(record))), MembershipEffect.Join.class)
                .ticket();
        return on(new MembershipInput.JoinAnswered(ticket, new JoinReply.Joined(ME.id(), granted)));
    }

    private List<MembershipEffect> show(View shown, Member by, ViewReason why) {
        Header header = new Header(Optional.of(by.node()), by.uid(), Optional.of(ME.uid()), shown.id());
        return on(new MembershipInput.CoordinatorRequested(5, header, new Coordinator(shown, Optional.empty(), why)));
    }

    private static List<MemberChanged> changes(List<MembershipEffect> effects) {
        return events(effects).stream()
                .filter(MemberChanged.class::isInstance)
                .map(MemberChanged.class::cast)
                .toList();
    }

    private List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
