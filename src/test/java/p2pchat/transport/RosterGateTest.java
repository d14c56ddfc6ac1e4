package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Cuts;
import p2pchat.model.MemberRole;
import p2pchat.model.Refusal;

class RosterGateTest {

    private final Keys carol = Keys.founder(1, AdmissionPolicy.OPEN);
    private final Keys bob = new Keys(7, carol.genesis);
    private final RosterGate gate = carol.edge.gate();

    RosterGateTest() throws ForgedException {
        carol.ring.add(bob.card("bob"));
    }

    /** Neither waits for a timer nor for another thread, so only the network delays the end that the device sees. */
    @Test
    void streamClosesBeforeTheChangeIsReported() {
        AtomicInteger closed = new AtomicInteger();
        carol.roster.state(new Act.SetRole(bob.person(), MemberRole.MEMBER, Cuts.NONE));
        gate.open(bob.uid(), bob.tls().device(), closed::incrementAndGet);
        assertThat(closed).hasValue(0);

        carol.roster.state(new Act.Remove(bob.person(), false, "", Cuts.NONE));
        assertThat(closed).hasValue(1);
        gate.authorityChanged();
        assertThat(closed).hasValue(1);
    }

    /** A person that no statement names revokes its device in an open network. */
    @Test
    void revokedDeviceOfAnUnnamedPersonIsRemoved() {
        carol.roster.add(List.of(bob.roster.sign(bob.ring.revoke(bob.tls().device(), Cuts.NONE))));
        assertThat(gate.refusal(bob.uid(), bob.tls().device()))
                .map(Refusal::reason)
                .contains(Refusal.Reason.REMOVED);
    }
}
