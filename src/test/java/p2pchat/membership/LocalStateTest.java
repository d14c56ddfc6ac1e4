package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.member;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The newest known epoch never decreases (I3, H18). */
final class LocalStateTest {

    private static final Member ME = member(4);
    private static final Leader TWO = Leader.of(member(2));
    private static final Leader SEVEN = Leader.of(member(7));

    private final View third = new View(new ViewId(3, 5), member(7).node(), List.of(ME, member(7)));
    private final LocalState self = new LocalState(
            new Applicant(new NetworkName("ops"), ME.uid(), ME.nick(), ME.address(), new Address("d", 7100), false),
            Optional.of(new NetworkId(new UUID(42, 42))),
            new ViewStore.Kept(Optional.of(ME.id()), Optional.of(third)));

    @Test
    void adoptsNewerLeadershipWithoutItsViews() {
        assertThat(self.adopt(4, TWO)).isTrue();
        assertThat(self.viewId()).isEqualTo(new ViewId(4, 0));
        assertThat(self.leader()).contains(TWO);
        assertThat(self.view()).as("the newest one seen").contains(third);
    }

    @Test
    void olderLeadershipLowersNothing() {
        for (long epoch = 0; epoch <= 3; epoch++) {
            assertThat(self.adopt(epoch, TWO)).isFalse();
            assertThat(self.viewId()).isEqualTo(third.id());
            assertThat(self.leader()).contains(SEVEN);
        }
    }

    @Test
    void adoptedEpochIsNotLowered() {
        self.adopt(6, TWO);
        assertThat(self.adopt(5, SEVEN)).isFalse();
        assertThat(self.viewId()).isEqualTo(new ViewId(6, 0));
        assertThat(self.leader()).contains(TWO);
    }
}
