package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.ViewId;

/** Two processes whose home was copied have one identity at two addresses. The first one stays (public 7). */
final class CopiedHomeTest extends MembershipFixture {

    private static final Address ELSEWHERE = new Address("q", 7008);

    @Test
    void memberAtAnotherAddressWaitsForCheckOfFormerOne() {
        admitBob();
        assertThat(bobJoinsFrom(ELSEWHERE)).isInstanceOf(JoinReply.RetryLater.class);
        verified(true);
        assertThat(bobJoinsFrom(ELSEWHERE)).isInstanceOf(JoinReply.Refused.class);
        assertThat(bobJoinsFrom(ELSEWHERE)).as("checked again").isInstanceOf(JoinReply.RetryLater.class);
        verified(false);
        assertThat(bobJoinsFrom(ELSEWHERE)).isInstanceOf(JoinReply.Joined.class);
        assertThat(bobJoinsFrom(ELSEWHERE)).isInstanceOf(JoinReply.Joined.class);
    }

    @Test
    void checkCountsOnlyForAddressThatAsked() {
        admitBob();
        bobJoinsFrom(ELSEWHERE);
        verified(true);
        assertThat(bobJoinsFrom(new Address("r", 7009))).isInstanceOf(JoinReply.RetryLater.class);
        assertThat(bobJoinsFrom(member(8).address())).isInstanceOf(JoinReply.Joined.class);
    }

    @Test
    void leaderRefusesItsOwnIdentity() {
        found();
        assertThat(reply(ME, Optional.of(new NodeId(1)), ViewId.NONE)).isInstanceOf(JoinReply.Refused.class);
    }

    @Test
    void endsIfLeaderWithSameIdentityStays() {
        Leader twin = new Leader(member(1).id(), ELSEWHERE);
        long claim = findRecord(Optional.of(info(3, twin)), MembershipEffect.AskDirectory.class)
                .ticket();
        List<MembershipEffect> effects =
                on(new MembershipInput.DirectoryAnswered(claim, new DirectoryReply.Denied(twin)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
        assertThat(events(effects))
                .anyMatch(event -> event instanceof NetworkEvent.Ended ended
                        && ended.problem().orElseThrow() instanceof Problem.Refused);
    }

    @Test
    void joinsAgainIfListedAtAnotherAddress() {
        follow(new ViewId(3, 2));
        Member me = member(1);
        show(new ViewId(3, 3), member(7), new Member(me.id(), ELSEWHERE, me.nick(), me.joinedAt()));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 2));
    }

    private void admitBob() {
        found();
        assertThat(bobJoinsFrom(member(8).address())).isInstanceOf(JoinReply.Joined.class);
    }

    private JoinReply bobJoinsFrom(Address address) {
        Header header = new Header(Optional.empty(), uid(8), Optional.of(ME), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("bob"), address, false);
        return first(on(new MembershipInput.JoinRequested(9, header, request)), MembershipEffect.AnswerJoin.class)
                .reply();
    }

    private void verified(boolean alive) {
        on(new MembershipInput.Verified(membership.snapshot().stint(), uid(8), alive));
    }
}
