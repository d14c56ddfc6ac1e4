package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;
import static p2pchat.nds.TestDirectory.claim;
import static p2pchat.nds.TestDirectory.foundedByA;

import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Uid;

/** A claimant proves that a leader signed two views of one id (attack 12). */
final class LyingLeaderTest {

    private final TestDirectory directory = foundedByA();

    @Test
    void grantsClaimAgainstLiarAtOnce() {
        assertThat(directory.granted(accusing(claim(B, 1), C.uid(), A.uid())).epoch())
                .isEqualTo(2);
    }

    @Test
    void strangerCannotAccuse() {
        assertThat(directory.reply(accusing(claim(B, 0), A.uid()))).isEqualTo(directory.stale());
    }

    @Test
    void probesLeaderIfAnotherLied() {
        long ticket = directory.ask(accusing(claim(B, 1), C.uid()));
        assertThat(directory.waits(ticket)).isTrue();
        assertThat(directory.probe().leader()).isEqualTo(A);
    }

    private static Claim accusing(Claim claim, Uid... liars) {
        return new Claim(
                claim.name(),
                claim.network(),
                claim.view(),
                claim.candidate(),
                claim.heard(),
                claim.knownLeader(),
                claim.highestId(),
                Set.of(liars));
    }
}
