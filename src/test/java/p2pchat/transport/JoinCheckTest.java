package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.get;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.Header;
import p2pchat.model.Invite;
import p2pchat.model.JoinProof;
import p2pchat.model.Leader;
import p2pchat.model.MemberRole;
import p2pchat.model.Nick;
import p2pchat.model.Statement;
import p2pchat.model.ViewId;

/** What a newcomer demands of the leader that admits it, over real connections. */
class JoinCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Keys carol = Keys.founder(1, AdmissionPolicy.INVITE);
    private final Keys bob = new Keys(7, carol.genesis);
    private final Keys dan = new Keys(8, carol.genesis);

    private ServedNetwork newcomer;
    private ServedNetwork leaders;

    @BeforeEach
    void serve() {
        newcomer = new ServedNetwork(new Address("127.0.0.1", 0), dan);
    }

    @AfterEach
    void stop() {
        newcomer.close();
        leaders.close();
    }

    @Test
    void newcomerFetchesWhatAdmitsIt() {
        JoinProof invited = invite(carol);
        carol.roster.state(new Act.Admit(dan.person(), invited.basis()));
        assertThat(join(carol, Optional.of(invited))).isInstanceOf(JoinReply.Joined.class);
        assertThat(dan.roster.all()).isEqualTo(carol.roster.all());
    }

    /** Attack 35a: the leader does not know the invitation, so it cannot be of the network that made it. */
    @Test
    void refusesANetworkThatDoesNotKnowTheInvitation() {
        admit(carol, dan);
        assertThat(join(carol, Optional.of(proof()))).isEqualTo(unproven("its leader does not know your invitation"));
        assertThat(dan.edge.ids().find(carol.id.node())).isEmpty();
    }

    /** Attack 36: a leader without the right admits by hand. */
    @Test
    void refusesAnAdmissionThatNobodyCouldState() {
        bob.roster.add(List.of(admit(carol, bob)));
        dan.roster.add(carol.roster.all());
        bob.roster.state(new Act.Admit(dan.person(), new Act.Approved()));
        bob.roster.admitByHand();
        assertThat(join(bob, Optional.empty())).isEqualTo(unproven("its leader showed no statement that admits you"));
    }

    /** Attack 15: a former leader shows its old view. The invitation is newer than its removal, which it must show too. */
    @Test
    void refusesAFormerLeader() {
        admit(carol, bob);
        carol.roster.state(new Act.Remove(bob.person(), false, "", Cuts.NONE));
        JoinProof invited = invite(carol);
        carol.roster.state(new Act.Admit(dan.person(), invited.basis()));
        bob.roster.add(carol.roster.all());
        Throwable failure = Loopback.failure(stage(bob, Optional.of(invited)));
        assertThat(failure).hasMessageContaining("may not lead");
    }

    /** The person is in the network again, but its former store may not write. */
    @Test
    void doesNotEnterWithStoreThatHasEnded() {
        admit(carol, dan);
        carol.roster.state(new Act.Remove(dan.person(), false, "", new Cuts(Map.of(), Map.of(dan.uid(), 3L))));
        carol.roster.state(new Act.Admit(dan.person(), new Act.Approved()));
        assertThat(join(carol, Optional.empty()))
                .isEqualTo(new JoinReply.RetryLater("the store of this node has ended"));
    }

    // ---- helpers

    private Statement admit(Keys by, Keys person) {
        return by.roster.state(new Act.SetRole(person.person(), MemberRole.MEMBER, Cuts.NONE));
    }

    /** Returns the proof of an invitation that this network does not have. */
    private JoinProof proof() {
        return dan.ring.invitations().prove(new Invite(Bytes.of(new byte[Invite.SEED_SIZE]), Optional.empty()));
    }

    private JoinProof invite(Keys by) {
        JoinProof proof = proof();
        by.roster.state(new Act.Invite(proof.invitationKey(), 1, 0, MemberRole.MEMBER));
        return proof;
    }

    private JoinReply join(Keys leader, Optional<JoinProof> invited) {
        return get(stage(leader, invited));
    }

    private CompletionStage<JoinReply> stage(Keys leader, Optional<JoinProof> invited) {
        leader.lead(ServedNetwork.VIEW.epoch());
        leaders = new ServedNetwork(new Address("127.0.0.1", 0), leader);
        Leader to = new Leader(leader.id, leaders.address);
        dan.edge.met(leader.uid(), leader.ring.self());
        Header header = new Header(Optional.empty(), dan.uid(), Optional.of(leader.uid()), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("dan"), newcomer.address, false, invited, true);
        return new PeerCalls(new GrpcClients(newcomer.system, dan.tls()), newcomer.hosted, dan.edge.network())
                .join(to, header, request, PATIENCE);
    }

    private static JoinReply unproven(String what) {
        return new JoinReply.Unproven(what);
    }
}
