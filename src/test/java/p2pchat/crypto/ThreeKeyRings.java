package p2pchat.crypto;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Key rings of three members of a network, and the key of the directory that grants its epochs. */
abstract class ThreeKeyRings {

    static final SecureRandom RANDOM = new SecureRandom();
    static final Address ADDRESS = new Address("192.0.2.7", 4711);
    static final long EPOCH = 3;

    final SigningKey directory = SigningKey.random(RANDOM);
    final KeyRings annRings = new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis);
    final Genesis genesis = found(annRings, directory.device());
    final KeyRing ann = MemoryCredentials.open(annRings, genesis);
    final KeyRing bob = ring();
    final KeyRing carol = ring();

    static Genesis found(KeyRings rings, DeviceKey directory) {
        return rings.genesis(rings.found(new NetworkName("team"), directory, DirectoryMode.PINNED))
                .orElseThrow();
    }

    KeyRing ring() {
        return MemoryCredentials.open(new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis), genesis);
    }

    static Card card(KeyRing ring, String nick) {
        return ring.ownCard(new Nick(nick), ADDRESS);
    }

    Grant grant(long epoch, KeyRing leader) {
        return Grants.sign(
                directory, genesis, epoch, leader.uid(), leader.self().device(), 1);
    }

    View view(KeyRing leader, KeyRing member) {
        ViewId id = ViewId.firstOf(EPOCH);
        View view = new View(
                id, new NodeId(1), List.of(member(1, card(leader, "bob"), id), member(2, card(member, "carol"), id)));
        try {
            for (Card card : cards().values()) {
                leader.add(card);
            }
        } catch (ForgedException e) {
            throw new AssertionError(e);
        }
        return view;
    }

    Member member(int node, Card card, ViewId joined) {
        Uid uid = card.proof().uid(ann.network());
        return new Member(new MemberId(new NodeId(node), uid), card.address(), card.nick(), joined);
    }

    Map<Uid, Card> cards() {
        return Map.of(bob.uid(), card(bob, "bob"), carol.uid(), card(carol, "carol"));
    }

    static Bytes flip(Bytes bytes) {
        byte[] flipped = bytes.toArray();
        flipped[0] ^= 1;
        return Bytes.of(flipped);
    }

    static void assertDone(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }

    static void assertForged(String check, CompletionStage<Void> stage) {
        Throwable failure = assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().join())
                .getCause();
        assertTrue(failure instanceof ForgedException && failure.getMessage().contains(check), failure::toString);
    }

    /** Two views of bob with one id. */
    TwoViews twoViews() {
        KeyRing judge =
                MemoryCredentials.open(new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis), genesis);
        keepView(judge, true);
        keepView(judge, false);
        return judge.proofs().iterator().next();
    }

    void keepView(KeyRing ring, boolean whole) {
        View view = view(bob, carol);
        View kept = whole ? view : new View(view.id(), view.leader(), List.of(view.leaderMember()));
        ring.keepSigned(kept, cards(), grant(EPOCH, bob), bob.sign(kept, cards()), Bytes.of(new byte[] {1}));
    }
}
