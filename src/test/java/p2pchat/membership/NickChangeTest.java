package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Changes of a nick, by a leader and by a member. */
final class NickChangeTest extends MembershipFixture {

    @Test
    void renamedLeaderInstallsViewWithUniqueNick() {
        found();
        reply(uid(2), Optional.empty(), ViewId.NONE, new Nick("bob2"));
        ViewId before = membership.snapshot().viewId();
        List<MembershipEffect> effects = on(new MembershipInput.RenameWanted(8, new Nick("BOB2")));
        assertThat(first(effects, MembershipEffect.AnswerRename.class).reply())
                .isEqualTo(new RenameReply.Renamed(new Nick("BOB3")));
        assertThat(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isLessThan(effects.indexOf(first(effects, MembershipEffect.AnswerRename.class)));
        assertThat(membership.snapshot().viewId()).isEqualTo(before.next());
        assertThat(memberChanges(effects)).containsExactly("RENAMED BOB3 ann");
    }

    @Test
    void joiningAgainWithAnotherNickRenames() { // H12
        found();
        JoinReply.Joined before = join(uid(2), Optional.empty());
        Header header = new Header(
                Optional.of(before.id().node()),
                uid(2),
                Optional.of(ME),
                before.view().id());
        JoinRequest request = new JoinRequest(new Nick("bob"), new Address("p", 7000), false);
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        JoinReply.Joined after = (JoinReply.Joined)
                first(effects, MembershipEffect.AnswerJoin.class).reply();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.view().member(uid(2)).orElseThrow().nick()).isEqualTo(new Nick("bob"));
        assertThat(after.view().id()).isEqualTo(before.view().id().next());
        assertThat(memberChanges(effects)).containsExactly("RENAMED bob u2");
    }

    @Test
    void memberIsRenamedByItsLeader() {
        follow(new ViewId(3, 1));
        MembershipEffect.Join ask =
                first(on(new MembershipInput.RenameWanted(8, new Nick("bob"))), MembershipEffect.Join.class);
        assertThat(ask.to()).isEqualTo(leader(7));
        assertThat(ask.request().nick()).isEqualTo(new Nick("bob"));
        assertThat(answered(on(new MembershipInput.RenameWanted(9, new Nick("carl")))))
                .isEqualTo(new RenameReply.NotNow("another nick change is in progress"));
        ask = first(nickTaken(ask, "bob2"), MembershipEffect.Join.class);
        assertThat(ask.to()).isEqualTo(leader(7));
        assertThat(ask.request().nick()).isEqualTo(new Nick("bob2"));
        Member renamed = new Member(
                member(1).id(), member(1).address(), new Nick("bob2"), member(1).joinedAt());
        View view = new View(new ViewId(3, 2), new NodeId(7), List.of(member(7), renamed));
        List<MembershipEffect> effects =
                on(new MembershipInput.JoinAnswered(ask.ticket(), new JoinReply.Joined(renamed.id(), view)));
        assertThat(answered(effects)).isEqualTo(new RenameReply.Renamed(new Nick("bob2")));
        assertThat(membership.snapshot().view()).contains(view);
        assertThat(memberChanges(effects)).singleElement().asString().startsWith("RENAMED bob2");
        // it joins under the new nick from now on
        on(new MembershipInput.LeaderDenies(membership.snapshot().stint()));
        assertThat(findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                        .request()
                        .nick())
                .isEqualTo(new Nick("bob2"));
    }

    @Test
    void memberChoosesItsNick() {
        follow(new ViewId(3, 1));
        MembershipEffect.Join ask =
                first(on(new MembershipInput.RenameWanted(8, new Nick("bob"))), MembershipEffect.Join.class);
        assertThat(answered(nickTaken(ask, "mallory")))
                .isEqualTo(new RenameReply.NotNow("the leader names no free nick"));
    }

    @Test
    void joinerTakesItsNickWithNumber() {
        MembershipEffect.Join ask = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class);
        assertThat(ask.request().nick()).isEqualTo(new Nick("ann"));
        for (int number = 2; number <= LocalState.MAX_NICKS; number++) {
            ask = first(nickTaken(ask, "ann" + number), MembershipEffect.Join.class);
            assertThat(ask.to()).isEqualTo(leader(7));
            assertThat(ask.request().nick()).isEqualTo(new Nick("ann" + number));
        }
        assertThat(nickTaken(ask, "ann9"))
                .as("waits before it asks again")
                .noneMatch(MembershipEffect.Join.class::isInstance);
        assertThat(findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                        .request()
                        .nick())
                .isEqualTo(new Nick("ann9"));
    }

    @Test
    void joinerIsNotNamedByLeader() {
        MembershipEffect.Join ask = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class);
        List<MembershipEffect> effects = nickTaken(ask, "mallory");
        assertThat(TestGroup.events(effects))
                .contains(new NetworkEvent.Ended(
                        Optional.of(new Problem.Refused(NAME, "the leader offered the nick mallory instead of ann"))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void returningMemberAsksForItsNumberedNick() {
        Member ann2 = new Member(
                member(1).id(), member(1).address(), new Nick("ann2"), member(1).joinedAt());
        View view = new View(new ViewId(3, 1), new NodeId(7), List.of(member(7), ann2));
        ViewStore.Kept kept = new ViewStore.Kept(Optional.of(ann2.id()), Optional.of(view), List.of());
        membership = new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), kept);
        on(new MembershipInput.Start());
        assertThat(findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                        .request()
                        .nick())
                .isEqualTo(new Nick("ann2"));
    }

    private List<MembershipEffect> nickTaken(MembershipEffect.Join ask, String free) {
        return on(new MembershipInput.JoinAnswered(ask.ticket(), new JoinReply.NickTaken(new Nick(free))));
    }

    @Test
    void nickStaysWithoutLeader() {
        assertThat(answered(on(new MembershipInput.RenameWanted(8, new Nick("bob")))))
                .isEqualTo(new RenameReply.NotNow("there is no leader at this moment"));
        follow(new ViewId(3, 1));
        MembershipEffect.Join ask =
                first(on(new MembershipInput.RenameWanted(8, new Nick("bob"))), MembershipEffect.Join.class);
        assertThat(answered(on(new MembershipInput.PeerFailed(ask.ticket()))))
                .isEqualTo(new RenameReply.NotNow("the leader did not answer"));
        on(new MembershipInput.RenameWanted(8, new Nick("bob")));
        assertThat(answered(
                        on(new MembershipInput.LeaderLost(membership.snapshot().stint()))))
                .isEqualTo(new RenameReply.NotNow("the leader is changing"));
    }

    private static RenameReply answered(List<MembershipEffect> effects) {
        return first(effects, MembershipEffect.AnswerRename.class).reply();
    }
}
