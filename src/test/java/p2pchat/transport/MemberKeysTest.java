package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Address;
import p2pchat.model.Card;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

class MemberKeysTest {

    private static final Address ADDRESS = Keys.ADDRESS;

    private final Keys ann = new Keys(1);
    private final Keys bob = new Keys(2);
    private final Keys carol = new Keys(3);

    private static Member member(int node, String nick) {
        MemberId id = new MemberId(new NodeId(node), new Uid(new UUID(0, node)));
        return new Member(id, ADDRESS, new Nick(nick), ViewId.firstOf(1));
    }

    private static List<String> shown(Member... members) {
        View view = new View(ViewId.firstOf(1), members[0].node(), List.of(members));
        return MemberKeys.withUniqueNicks(view).members().stream()
                .map(member -> member.nick().value())
                .toList();
    }

    /** A leader cannot make two members look the same; everyone tells them apart in the same way. */
    @Test
    void numbersNicksThatReadAlike() {
        assertThat(shown(member(3, "bob"), member(1, "bob"), member(2, "BOB"))).containsExactly("bob", "BOB2", "bob3");
        assertThat(shown(member(1, "ann"), member(2, "ann2"), member(3, "аnn"))).containsExactly("ann", "ann2", "аnn3");
        assertThat(shown(member(1, "bill"), member(2, "biIl"))).containsExactly("bill", "biIl2");
        assertThat(shown(member(1, "ann"), member(2, "bob"))).containsExactly("ann", "bob");
    }

    @Test
    void passesOnViewsAsTheirLeaderSignedThem() {
        ann.meet(bob, "bob").lead(1);
        p2pchat.proto.View signed = ann.view(ViewId.firstOf(1), ann.member("ann"), bob.member("bob"));
        View received = Loopback.get(bob.edge.view("view", signed));
        assertThat(Loopback.get(carol.edge.view("view", bob.edge.proto(received))))
                .isEqualTo(received);
        assertThat(carol.ring.card(bob.uid())).contains(bob.card("bob"));
        for (Keys each : List.of(ann, bob, carol)) {
            assertThat(each.edge.ids().find(bob.id.node())).contains(bob.uid());
        }

        View unknown = new View(ViewId.firstOf(2), ann.id.node(), List.of(ann.member("ann")));
        assertThat(bob.edge.signed(unknown))
                .as("a view that only its leader can prove")
                .isEmpty();
        assertThat(carol.edge.signed(new View(ViewId.firstOf(2), carol.id.node(), List.of(carol.member("carol")))))
                .as("a view without a grant")
                .isEmpty();
    }

    /** Attack 12: a leader signs two views of one id. */
    @Test
    void membersProveThatLeaderSignedTwoViews() {
        ann.meet(bob, "bob").lead(1);
        p2pchat.proto.View first = ann.view(ViewId.firstOf(1), ann.member("ann"), bob.member("bob"));
        View lie = new View(ViewId.firstOf(1), ann.id.node(), List.of(ann.member("ann")));
        Map<Uid, Card> cards = Map.of(ann.uid(), ann.card("ann"));
        p2pchat.proto.View second =
                WireMembership.proto(new SignedView(lie, cards, ann.lead(1), ann.ring.sign(lie, cards)));

        View received = Loopback.get(carol.edge.view("view", first));
        assertThat(carol.edge.hasOtherView(bob.header(Optional.empty()))).isFalse();
        Loopback.get(bob.edge.view("view", second));
        assertThat(carol.edge.hasOtherView(bob.header(Optional.empty()))).isTrue();
        assertThat(carol.edge.hasOtherView(carol.header(Optional.empty()))).isFalse();

        Loopback.get(carol.edge.view("view", second));
        assertThat(carol.edge.signed(received)).as("the first one counts").contains(first);
        assertThat(carol.edge.proofs()).hasSize(1);
        Keys dave = new Keys(4);
        Loopback.get(dave.edge.learn(carol.edge.proofs()));
        assertThat(dave.edge.proofs()).isEqualTo(carol.edge.proofs());
        p2pchat.proto.TwoViews proof = carol.edge.proofs().get(0);
        p2pchat.proto.TwoViews same = proof.toBuilder()
                .setContent2(proof.getContent1())
                .setSignature2(proof.getSignature1())
                .build();
        assertThat(Loopback.failure(new Keys(5).edge.learn(List.of(same)))).isInstanceOf(ForgedException.class);
    }

    /** The card of a member, or its own, may have changed since. Otherwise an honest leader would seem to lie. */
    @Test
    void leaderSignsEachViewOnce() {
        ann.meet(bob, "bob").lead(1);
        View view = new View(ViewId.firstOf(1), ann.id.node(), List.of(ann.member("ann"), bob.member("bob")));
        p2pchat.proto.View first = ann.edge.proto(view);
        ann.meet(bob, "robert");
        ann.view(new ViewId(1, 2), ann.member("anna"), bob.member("robert"));
        assertThat(ann.edge.proto(view)).isEqualTo(first);
        assertThat(ann.ring.proofs()).isEmpty();
        ann.view(new ViewId(1, 4), ann.member("anna"));
        assertThat(ann.edge.signed(new View(new ViewId(1, 3), ann.id.node(), List.of(ann.member("ann")))))
                .as("an id that was skipped")
                .isEmpty();
    }

    /** The card of a caller counts when the leader has accepted its nick and address. */
    @Test
    void leaderShowsOnlyAcceptedCards() {
        ann.meet(bob, "bob").lead(1);
        Card accepted = bob.card("bob");
        Loopback.get(bob.edge.view("view", ann.view(ViewId.firstOf(1), ann.member("ann"), bob.member("bob"))));
        ann.meet(bob, "ann");
        p2pchat.proto.View next = ann.view(new ViewId(1, 2), ann.member("ann"), bob.member("bob"));
        assertThat(next.getMembers(1).getCard()).isEqualTo(WireKeys.proto(accepted));

        Card moved = bob.ring.ownCard(new Nick("bob"), new Address("127.0.0.1", 4712));
        Loopback.get(ann.edge.offer(bob.uid(), moved));
        p2pchat.proto.View third = ann.view(new ViewId(1, 3), ann.member("ann"), bob.member("bob"));
        assertThat(third.getMembers(1).getCard()).isEqualTo(WireKeys.proto(accepted));
    }

    @Test
    void takesOverOnlyWithOwnGrant() {
        assertThat(Loopback.failure(bob.edge.takeOver(ann.lead(4)))).isInstanceOf(ForgedException.class);
        Loopback.get(ann.edge.takeOver(ann.lead(5)));
    }

    /** Attack 27: a sync partner gives the number of one author to another, or shows an older card. */
    @Test
    void partnerCannotRenameKnownAuthors() throws ForgedException {
        ann.edge.ids().add(List.of(bob.member("bob")));
        Card old = bob.card("robert");
        ann.ring.add(bob.card("bob"));
        assertThat(ann.edge.author(bob.id.node(), carol.card("carol"))).isEmpty();
        assertThat(ann.edge.author(bob.id.node(), old)).contains(new Nick("bob"));
    }
}
