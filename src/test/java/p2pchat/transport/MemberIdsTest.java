package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

class MemberIdsTest {

    private final MemberIds ids = new MemberIds();

    @Test
    void firstUidKeepsNodeId() {
        Member bob = member(2, 20);
        Member mallory = member(2, 30);
        ids.add(List.of(bob));
        ids.add(List.of(mallory));
        assertThat(ids.find(new NodeId(2))).contains(bob.uid());
        assertThat(ids.contradict(bob.id())).isFalse();
        assertThat(ids.contradict(mallory.id())).isTrue();
        assertThat(ids.contradict(member(3, 30).id())).as("an unknown node id").isFalse();
    }

    @Test
    void viewOutweighsWhatACardClaims() {
        Member bob = member(2, 20);
        Member mallory = member(2, 30);
        ids.addClaim(mallory.node(), mallory.uid());
        assertThat(ids.find(mallory.node())).contains(mallory.uid());
        assertThat(ids.contradict(bob.id())).isFalse();
        ids.add(List.of(bob));
        ids.addClaim(mallory.node(), mallory.uid());
        assertThat(ids.find(bob.node())).contains(bob.uid());
        assertThat(ids.contradict(mallory.id())).isTrue();
    }

    @Test
    void idsAreBounded() {
        for (int node = 1; node <= MemberIds.MAX_MEMBERS + 1; node++) {
            ids.add(List.of(member(node, node)));
        }
        assertThat(ids.find(new NodeId(1))).isEmpty();
        assertThat(ids.find(new NodeId(2))).isPresent();
    }

    private static Member member(int node, long uid) {
        return new Member(
                new MemberId(new NodeId(node), new Uid(new UUID(0, uid))),
                new Address("127.0.0.1", 4711),
                new Nick("bob"),
                ViewId.firstOf(1));
    }
}
