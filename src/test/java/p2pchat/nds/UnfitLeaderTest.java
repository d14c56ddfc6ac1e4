package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;
import static p2pchat.nds.TestDirectory.claim;
import static p2pchat.nds.TestDirectory.foundedByA;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.IdBlock;
import p2pchat.model.ViewId;

/** Statements say that a node may not lead (protocol 2.13). */
final class UnfitLeaderTest {

    private static final DirectoryReply REFUSED = new DirectoryReply.NotAllowed();

    private final TestDirectory directory = foundedByA();

    /** Attack 14: the leader is alive, and is not asked. */
    @Test
    void replacesUnfitLeaderAtOnce() {
        assertThat(directory.granted(claim(B, 1).with(Set.of(A.uid()))).epoch()).isEqualTo(2);
    }

    /** Attack 38. */
    @Test
    void refusesClaimOfUnfitNode() {
        assertThat(directory.reply(claim(B, 1).with(Set.of(B.uid(), A.uid())))).isEqualTo(REFUSED);
        assertThat(directory.info().leader()).contains(A);
    }

    @Test
    void refusesRefreshOfUnfitLeader() {
        DirectoryRequest refresh = new DirectoryRequest.Refresh(
                directory.info().name(), directory.info().id(), new ViewId(1, 2), A, new IdBlock(2, 16), 2);
        assertThat(directory.reply(refresh.with(Set.of(A.uid())))).isEqualTo(REFUSED);
        assertThat(directory.reply(refresh.with(Set.of(B.uid())))).isInstanceOf(DirectoryReply.Refreshed.class);
    }

    @Test
    void refusesHandoverToUnfitNode() {
        Handover handover =
                new Handover(directory.info().name(), directory.info().id(), new ViewId(1, 2), A, Optional.of(B));
        assertThat(directory.reply(handover.with(Set.of(B.uid())))).isEqualTo(REFUSED);
        assertThat(directory.reply(handover.with(Set.of(A.uid())))).isEqualTo(REFUSED);
        assertThat(directory.granted(handover.with(Set.of(C.uid()))).leader()).isEqualTo(B);
    }
}
