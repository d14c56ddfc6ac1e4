package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.report;
import static p2pchat.membership.TestGroup.snapshot;
import static p2pchat.membership.TestGroup.uid;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Head;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Admission of members by a leader. */
final class AdmissionTest extends MembershipFixture {

    @Test
    void admitsReturningMemberUnderSameId() {
        found();
        JoinReply.Joined once = join(uid(2), Optional.empty());
        JoinReply.Joined twice = join(uid(2), Optional.empty());
        assertThat(once.id().node()).isEqualTo(new NodeId(2));
        assertThat(twice).isEqualTo(once);
        assertThat(join(uid(3), Optional.empty()).id().node()).isEqualTo(new NodeId(3));
    }

    @Test
    void refusesNickOfAnotherMember() {
        found();
        JoinReply ann = reply(uid(2), Optional.empty(), ViewId.NONE, new Nick("Ann"));
        assertThat(ann).isEqualTo(new JoinReply.NickTaken(new Nick("Ann2")));
        assertThat(membership.snapshot().view().orElseThrow().members()).hasSize(1);
        JoinReply ann2 = reply(uid(2), Optional.empty(), ViewId.NONE, new Nick("Ann2"));
        assertThat(((JoinReply.Joined) ann2).id().node()).as("no id was used").isEqualTo(new NodeId(2));
    }

    @Test
    void nickAndAddressDoNotIdentifyMember() { // R10
        found();
        JoinReply.Joined first = join(uid(2), Optional.empty());
        assertThat(reply(uid(3), Optional.of(first.id().node()), ViewId.NONE)).isInstanceOf(JoinReply.Refused.class);
        JoinReply.Joined namesake = join(uid(3), Optional.empty());
        assertThat(namesake.id()).isEqualTo(new MemberId(new NodeId(3), uid(3)));
        assertThat(namesake.view().member(first.id().node()).orElseThrow().uid())
                .isEqualTo(uid(2));
    }

    @Test
    void viewListsDeclaredAddress() { // R11
        found();
        JoinReply.Joined joined = join(uid(2), Optional.empty());
        assertThat(joined.view().member(joined.id().node()).orElseThrow().address())
                .isEqualTo(new Address("p", 7000));
    }

    @Test
    void remembersDroppedMemberAfterRestart() { // H8
        ViewStore.Kept kept = new ViewStore.Kept(
                Optional.of(member(1).id()),
                Optional.of(new View(new ViewId(3, 1), new NodeId(1), List.of(member(1)))),
                List.of(member(4)));
        Membership restarted = new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), kept);
        restarted.on(0, random, new MembershipInput.Start());
        List<MembershipEffect> asked = restarted.on(0, random, new MembershipInput.TimerFired(Timer.LOOP));
        List<MembershipEffect> claimed = restarted.on(
                0,
                random,
                new MembershipInput.RecordFound(
                        first(asked, MembershipEffect.FindRecord.class).ticket(), Optional.of(info(3, me()))));
        long ticket = first(claimed, MembershipEffect.AskDirectory.class).ticket();
        restarted.on(
                0,
                random,
                new MembershipInput.DirectoryAnswered(
                        ticket, new DirectoryReply.Granted(4, me(), new IdBlock(20, 35), Optional.empty())));
        Header header = new Header(Optional.empty(), uid(4), Optional.of(ME), ViewId.NONE);
        JoinReply reply = first(
                        restarted.on(
                                0,
                                random,
                                new MembershipInput.JoinRequested(
                                        9, header, new JoinRequest(new Nick("cem"), new Address("p", 7004), false))),
                        MembershipEffect.AnswerJoin.class)
                .reply();
        assertThat(((JoinReply.Joined) reply).id()).isEqualTo(member(4).id());
    }

    /** The person of a store that has ended returns with a new one, under its nick. */
    @Test
    void endedStoreStaysOutAndFreesItsNick() {
        found();
        join(uid(2), Optional.empty());
        Member before =
                membership.snapshot().view().orElseThrow().member(uid(2)).orElseThrow();
        Header leaving = new Header(Optional.of(before.node()), uid(2), Optional.of(ME), ViewId.NONE);
        on(new MembershipInput.LeaveRequested(10, leaving));
        assertThat(reply(uid(3), Optional.empty(), ViewId.NONE, before.nick())).isInstanceOf(JoinReply.NickTaken.class);

        on(new MembershipInput.AuthorityChanged(Set.of(), Set.of(), Set.of(uid(2))));
        assertThat(reply(uid(2), Optional.of(before.node()), ViewId.NONE)).isInstanceOf(JoinReply.RetryLater.class);
        assertThat(reply(uid(3), Optional.empty(), ViewId.NONE, before.nick())).isInstanceOf(JoinReply.Joined.class);
    }

    /** The roster and membership may learn at different moments that this node leads. */
    @Test
    void admitsNobodyWhileTheRosterCannotTell() {
        found();
        Header header = new Header(Optional.empty(), uid(2), Optional.of(ME), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("bob"), new Address("p", 7000), false).undecided();
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        assertThat(first(effects, MembershipEffect.AnswerJoin.class).reply()).isInstanceOf(JoinReply.RetryLater.class);
        assertThat(membership.snapshot().view().orElseThrow().members()).hasSize(1);
    }

    /** A send command comes and goes without a notice, and is no company (newcomer 10). */
    @Test
    void visitorIsNotAnnounced() {
        found();
        Header header = new Header(Optional.empty(), uid(2), Optional.of(ME), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("ci"), new Address("p", 7000), true);
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        Member visitor =
                membership.snapshot().view().orElseThrow().member(uid(2)).orElseThrow();
        assertThat(visitor.visiting()).isTrue();
        assertThat(memberChanges(effects)).isEmpty();
        Header leaving = new Header(Optional.of(visitor.node()), uid(2), Optional.of(ME), ViewId.NONE);
        effects = on(new MembershipInput.LeaveRequested(10, leaving));
        assertThat(membership.snapshot().view().orElseThrow().member(uid(2))).isEmpty();
        assertThat(memberChanges(effects)).isEmpty();
        assertThat(events(effects))
                .filteredOn(NetworkEvent.Condition.class::isInstance)
                .extracting(event -> ((NetworkEvent.Condition) event).state())
                .as("not alone all of a sudden")
                .doesNotContain(NetworkEvent.State.ALONE);
    }

    /** Otherwise a message that the leader sends at that moment would have no recipients. */
    @Test
    void answersJoinerAfterPublishingTheView() {
        found();
        Header header = new Header(Optional.empty(), uid(2), Optional.of(ME), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("bob"), new Address("p", 7000), false);
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        assertThat(memberChanges(effects)).contains("JOINED bob");
        assertThat(snapshot(effects).view().orElseThrow().members()).hasSize(2);
        assertThat(effects.indexOf(first(effects, MembershipEffect.AnswerJoin.class)))
                .isGreaterThan(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isGreaterThan(effects.indexOf(report(effects, MembershipReport.Changed.class)))
                .isGreaterThan(effects.indexOf(report(effects, MembershipReport.Event.class)));
    }

    /** The first message of the user follows it, so it comes before the entry (newcomer 1). */
    @Test
    void reportsLeadersFrontierBeforeEntering() {
        long ticket = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                .ticket();
        View view = new View(new ViewId(3, 2), new NodeId(7), List.of(member(7), member(1)));
        List<Head> frontier = List.of(TestMessages.head(new MessageKey(new NodeId(7), 5), 8));
        List<MembershipEffect> effects = on(new MembershipInput.JoinAnswered(
                ticket, new JoinReply.Joined(member(1).id(), view, frontier)));
        MembershipEffect.Report admitted = (MembershipEffect.Report) report(effects, MembershipReport.Admitted.class);
        assertThat(admitted.report()).isEqualTo(new MembershipReport.Admitted(frontier));
        assertThat(effects.indexOf(admitted))
                .isLessThan(effects.indexOf(report(effects, MembershipReport.Event.class)));
    }

    @Test
    void readmitsUnderPresentedId() {
        found();
        assertThat(join(uid(2), Optional.of(new NodeId(99))).id().node()).isEqualTo(new NodeId(99));
        assertThat(reply(uid(3), Optional.of(new NodeId(99)), ViewId.NONE)).isInstanceOf(JoinReply.Refused.class);
    }

    @Test
    void idsGivenDuringRefreshAreNotReused() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        assertThat(join(uid(2), Optional.empty()).id().node()).isEqualTo(new NodeId(2));
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Refreshed(new IdBlock(2, 32))));
        assertThat(join(uid(3), Optional.empty()).id().node()).isEqualTo(new NodeId(3));
    }

    @Test
    void leaderWithoutIdsAsksToRetry() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        for (int uid = 2; uid <= 16; uid++) {
            join(uid(uid), Optional.empty());
        }
        assertThat(reply(uid(17), Optional.empty(), ViewId.NONE)).isInstanceOf(JoinReply.RetryLater.class);
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Refreshed(new IdBlock(500, 515))));
        assertThat(join(uid(17), Optional.empty()).id().node()).isEqualTo(new NodeId(500));
    }
}
