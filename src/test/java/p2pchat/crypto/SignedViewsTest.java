package p2pchat.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Grant;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Tests {@link SignedViews} through {@link KeyRing}. */
final class SignedViewsTest extends ThreeKeyRings {

    @Test
    void signedViewIsAccepted() {
        View view = view(bob, carol);
        assertDone(ann.verify(view, cards(), grant(EPOCH, bob), bob.sign(view, cards())));

        assertEquals(Optional.of(card(bob, "bob")), ann.card(bob.uid()));
        assertEquals(Optional.of(card(carol, "carol")), ann.card(carol.uid()));
        assertTrue(ann.grant(EPOCH, bob.uid()).isPresent());
    }

    @Test
    void viewWithAnyAlteredFieldIsRefused() {
        View view = view(bob, carol);
        Bytes signature = bob.sign(view, cards());
        Member second = view.members().get(1);
        List<View> altered = List.of(
                new View(view.id().next(), view.leader(), view.members()),
                new View(view.id(), view.leader(), List.of(view.leaderMember())),
                replace(
                        view,
                        new Member(
                                new MemberId(new NodeId(7), second.uid()),
                                second.address(),
                                second.nick(),
                                second.joinedAt())),
                replace(
                        view,
                        new Member(
                                second.id(),
                                second.address(),
                                second.nick(),
                                second.joinedAt().next())),
                replace(view, new Member(second.id(), second.address(), second.nick(), second.joinedAt(), true)));
        for (View other : altered) {
            assertForged("not signed by its leader", ann.verify(other, cards(), grant(EPOCH, bob), signature));
        }
        assertForged("not signed by its leader", ann.verify(view, cards(), grant(EPOCH, bob), flip(signature)));
    }

    /** Each part is properly signed, but by the wrong key. */
    @Test
    void viewOfAnotherLeaderIsRefused() {
        View view = view(bob, carol);
        Map<Uid, Card> cards = cards();
        Bytes signature = bob.sign(view, cards);

        assertForged("of epoch 4", ann.verify(view, cards, grant(EPOCH + 1, bob), signature));
        assertForged("not to the leader", ann.verify(view, cards, grant(EPOCH, carol), signature));
        Grant toOtherStore = // of the leader's device
                Grants.sign(directory, genesis, EPOCH, Uid.random(), bob.self().device(), 1);
        assertForged("not to the leader", ann.verify(view, cards, toOtherStore, signature));
        assertForged(
                "not to the leader",
                ann.verify(
                        view,
                        cards,
                        Grants.sign(
                                directory,
                                genesis,
                                EPOCH,
                                bob.uid(),
                                carol.self().device(),
                                1),
                        carol.sign(view, cards)));
        assertForged("not signed by its leader", ann.verify(view, cards, grant(EPOCH, bob), carol.sign(view, cards)));
    }

    @Test
    void viewWithForeignOrMissingCardIsRefused() {
        View view = view(bob, carol);
        Map<Uid, Card> cards = cards();
        Bytes signature = bob.sign(view, cards);
        Card bobs = cards.get(bob.uid());
        Card carols = cards.get(carol.uid());

        assertForged("no card of carol", ann.verify(view, Map.of(bob.uid(), bobs), grant(EPOCH, bob), signature));
        assertForged(
                "no card of carol",
                ann.verify(view, Map.of(bob.uid(), bobs, carol.uid(), bobs), grant(EPOCH, bob), signature));
        Card renamed = new Card(
                carols.certificate(), carols.nonce(), new Nick("dave"), ADDRESS, carols.counter(), carols.signature());
        Map<Uid, Card> forged = Map.of(bob.uid(), bobs, carol.uid(), renamed);
        assertForged("not signed by its leader", ann.verify(view, forged, grant(EPOCH, bob), signature));
        assertForged(
                "dave is not signed by its device",
                ann.verify(view, forged, grant(EPOCH, bob), bob.sign(view, forged)));
        assertTrue(ann.card(carol.uid()).isEmpty());
    }

    /** Attack 12. */
    @Test
    void twoViewsOfOneIdProveThatLeaderLies() {
        List<TwoViews> found = new ArrayList<>();
        ann.listen(found::add);
        TwoViews proof = twoViews();
        for (Bytes content : List.of(proof.first().content(), proof.second().content())) {
            assertTrue(found.isEmpty(), content::toString);
            keepView(ann, content.equals(proof.first().content()));
        }
        keepView(ann, true);
        assertEquals(List.of(proof), found);
        assertEquals(found, List.copyOf(ann.proofs()));

        assertDone(carol.add(proof));
        assertEquals(found, List.copyOf(carol.proofs()));
        assertFalse(ann.viewHash(ViewId.firstOf(EPOCH)).isEmpty());
    }

    @Test
    void falseProofAgainstLeaderIsRefused() {
        TwoViews good = twoViews();
        TwoViews.Signed first = good.first();
        TwoViews.Signed second = good.second();
        TwoViews.Signed forged = new TwoViews.Signed(second.content(), flip(second.signature()));
        TwoViews.Signed altered = new TwoViews.Signed(flip(second.content()), second.signature());
        for (TwoViews proof : List.of(
                new TwoViews(good.grant(), good.seq(), first, first),
                new TwoViews(good.grant(), good.seq(), first, forged),
                new TwoViews(good.grant(), good.seq(), forged, first),
                new TwoViews(good.grant(), good.seq(), first, altered),
                new TwoViews(good.grant(), good.seq() + 1, first, second),
                new TwoViews(grant(EPOCH + 1, bob), good.seq(), first, second),
                new TwoViews(grant(EPOCH, carol), good.seq(), first, second))) {
            assertForged("no proof", ann.add(proof));
        }
        Grant other = Grants.sign(
                SigningKey.random(RANDOM), genesis, EPOCH, bob.uid(), bob.self().device(), 1);
        assertForged("another directory", ann.add(new TwoViews(other, good.seq(), first, second)));
        assertTrue(ann.proofs().isEmpty());
        DirectoryRing ring = new DirectoryRing(directory);
        assertTrue(ring.convict(genesis, new TwoViews(other, good.seq(), first, second))
                .isEmpty());
        assertTrue(ring.convict(genesis, new TwoViews(good.grant(), good.seq(), first, altered))
                .isEmpty());
        assertFalse(ring.isLiar(bob.uid()));
        assertEquals(Optional.of(bob.uid()), ring.convict(genesis, good));
        assertTrue(ring.isLiar(bob.uid()));
    }

    private static View replace(View view, Member member) {
        List<Member> members = new ArrayList<>(view.members());
        members.set(1, member);
        return new View(view.id(), view.leader(), members);
    }
}
