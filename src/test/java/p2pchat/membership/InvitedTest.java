package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Bytes;
import p2pchat.model.Invite;
import p2pchat.model.JoinProof;
import p2pchat.model.Leader;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** A newcomer with an invitation that names n7 and was made in epoch 5. */
final class InvitedTest extends MembershipFixture {

    private static final JoinProof PROOF = new JoinProof(
            TestStatements.invitations()
                    .prove(new Invite(Bytes.of(new byte[Invite.SEED_SIZE]), Optional.empty()))
                    .basis(),
            Bytes.of(new byte[32]),
            5);

    @BeforeEach
    void invite() {
        Applicant applicant =
                new Applicant(NAME, ME, APPLICANT.nick(), APPLICANT.address(), APPLICANT.directory(), false);
        membership = new Membership(
                MembershipSettings.DEFAULT,
                applicant.with(PROOF, List.of(Leader.of(member(7)))),
                Optional.of(NETWORK),
                ViewStore.Kept.NOTHING);
        on(new MembershipInput.Start());
    }

    @Test
    void asksMemberOfLinkIfDirectoryIsSilent() {
        long ticket = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();

        MembershipEffect.Join join =
                first(on(new MembershipInput.DirectoryFailed(ticket)), MembershipEffect.Join.class);

        assertThat(join.to()).isEqualTo(Leader.of(member(7)));
        assertThat(join.request().invited()).contains(PROOF);
    }

    @Test
    void asksMemberOfLinkIfDirectoryForgotTheNetwork() {
        MembershipEffect.Join join = findRecord(Optional.empty(), MembershipEffect.Join.class);

        assertThat(join.to()).isEqualTo(Leader.of(member(7)));
    }

    /** Attack 15: an ex-member replays an old view to a newcomer; the link is newer. */
    @Test
    void followsNoLeaderOfAnEarlierEpochThanTheLink() {
        long ticket = findRecord(Optional.of(info(4, leader(7))), MembershipEffect.Join.class)
                .ticket();

        on(joined(ticket, 4));

        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    @Test
    void followsLeaderOfTheLinksEpoch() {
        long ticket = findRecord(Optional.of(info(4, leader(7))), MembershipEffect.Join.class)
                .ticket();

        on(joined(ticket, 5));

        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    /** Attack 35a: a false leader sends a view before this node has checked its answer. */
    @Test
    void followsNoViewBeforeItsAdmissionIsChecked() {
        long ticket = findRecord(Optional.of(info(6, leader(7))), MembershipEffect.Join.class)
                .ticket();
        View view = new View(new ViewId(6, 2), new NodeId(7), List.of(member(7), member(1)));

        show(view.id(), member(7), member(1));
        on(new MembershipInput.ViewSeen(view, true));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);

        on(joined(ticket, 6));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        show(new ViewId(6, 3), member(7), member(1), member(5));
        assertThat(membership.snapshot().view().orElseThrow().members()).hasSize(3);
    }

    private static MembershipInput joined(long ticket, long epoch) {
        View view = new View(new ViewId(epoch, 2), new NodeId(7), List.of(member(7), member(1)));
        return new MembershipInput.JoinAnswered(
                ticket, new JoinReply.Joined(member(1).id(), view));
    }
}
