package p2pchat.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.TwoViews;
import p2pchat.model.View;
import p2pchat.model.ViewId;

final class KeyRingTest extends ThreeKeyRings {

    // ---- cards

    @Test
    void cardOfAnotherMemberIsKept() throws ForgedException {
        Card card = card(bob, "bob");
        ann.add(card);

        assertEquals(Optional.of(card), ann.card(bob.uid()));
        assertEquals(Optional.of(bob.self()), annRings.proofs().find(bob.uid()));
        assertEquals(bob.uid(), card.proof().uid(ann.network()));
    }

    /** Attack 5: a member is renamed or given another address, and other altered cards. */
    @Test
    void cardWithAnyAlteredFieldIsRefused() {
        Card good = card(bob, "bob");
        Card other = card(carol, "carol");
        DeviceCertificate mine = good.certificate();
        List<Card> forged = List.of(
                with(good, new DeviceCertificate(other.person(), mine.device(), mine.madeAt(), mine.signature())),
                with(good, new DeviceCertificate(mine.person(), other.device(), mine.madeAt(), mine.signature())),
                with(good, new DeviceCertificate(mine.person(), mine.device(), mine.madeAt() + 1, mine.signature())),
                with(good, new DeviceCertificate(mine.person(), mine.device(), mine.madeAt(), flip(mine.signature()))),
                with(good, other.certificate()),
                new Card(mine, flip(good.nonce()), good.nick(), ADDRESS, good.counter(), good.signature()),
                new Card(mine, good.nonce(), new Nick("ann"), ADDRESS, good.counter(), good.signature()),
                new Card(
                        mine,
                        good.nonce(),
                        good.nick(),
                        new Address("192.0.2.8", 4711),
                        good.counter(),
                        good.signature()),
                new Card(
                        mine,
                        good.nonce(),
                        good.nick(),
                        new Address("192.0.2.7", 4712),
                        good.counter(),
                        good.signature()),
                new Card(mine, good.nonce(), good.nick(), ADDRESS, good.counter() + 1, good.signature()),
                new Card(mine, good.nonce(), good.nick(), ADDRESS, good.counter(), flip(good.signature())),
                new Card(mine, good.nonce(), good.nick(), ADDRESS, good.counter(), Bytes.of(new byte[63])));
        for (Card card : forged) {
            assertThrows(ForgedException.class, () -> ann.add(card), card::toString);
        }
        assertTrue(ann.card(bob.uid()).isEmpty());
    }

    /** A certificate that is moved to another person's card, with that card signed properly. */
    @Test
    void certificateOfAnotherPersonIsRefused() {
        SigningKey person = SigningKey.random(RANDOM);
        SigningKey device = SigningKey.random(RANDOM);
        DeviceCertificate real = Device.certify(person, device, 1).certificate();
        DeviceCertificate stolen =
                new DeviceCertificate(card(bob, "bob").person(), real.device(), real.madeAt(), real.signature());
        Card card = Cards.sign(
                new Device(device, stolen, StorageKey.of(person), person),
                KeyRings.hash(genesis),
                bob.self().nonce(),
                new Nick("bob"),
                ADDRESS,
                1);

        assertThrows(ForgedException.class, () -> ann.add(card));
    }

    @Test
    void cardOfAnotherNetworkIsRefused() {
        Genesis elsewhere = found(annRings, SigningKey.random(RANDOM).device());
        KeyRing there = MemoryCredentials.open(
                new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis), elsewhere);

        assertThrows(ForgedException.class, () -> ann.add(card(there, "bob")));
    }

    /** CRYPTO F24: under the neutral point every signature with R = 1 and S = 0 is valid. */
    @Test
    void keyOfLowOrderIsRefused() {
        byte[] one = new byte[DeviceKey.SIZE];
        one[0] = 1;
        byte[] zero = new byte[64];
        zero[0] = 1;
        DeviceCertificate certificate = new DeviceCertificate(PersonKey.of(one), DeviceKey.of(one), 1, Bytes.of(zero));
        Card card = new Card(certificate, bob.self().nonce(), new Nick("bob"), ADDRESS, 1, Bytes.of(zero));
        Grant grant = new Grant(EPOCH, bob.uid(), bob.self().device(), 1, DeviceKey.of(one), Bytes.of(zero));

        assertThrows(ForgedException.class, () -> ann.add(card));
        assertForged("signed by the directory", ann.add(grant));
    }

    @Test
    void lowerCounterDoesNotReplaceCard() throws ForgedException {
        Card first = card(bob, "bob");
        Card second = card(bob, "bobby");
        assertTrue(second.counter() > first.counter());

        ann.add(second);
        ann.add(first);
        assertEquals(Optional.of(second), ann.card(bob.uid()));
    }

    /** A removed person cannot pass its messages to a member that certifies the same device. */
    @Test
    void uidBelongsToThePersonOfItsFirstCard() throws ForgedException {
        SigningKey key = SigningKey.random(RANDOM);
        MemoryCredentials store = new MemoryCredentials(genesis);
        List<Card> cards = new ArrayList<>();
        for (SigningKey person : List.of(SigningKey.random(RANDOM), SigningKey.random(RANDOM))) {
            Device device = Device.certify(person, key, 1);
            KeyRing ring = new KeyRings(device, RANDOM, System::currentTimeMillis).open(ann.network(), store);
            cards.add(card(ring, "dave"));
        }
        Card first = cards.get(0);
        Card second = cards.get(1);
        assertTrue(second.counter() > first.counter());

        ann.add(first);
        ann.add(second);
        assertEquals(Optional.of(first), ann.card(first.proof().uid(ann.network())));
        assertThrows(ForgedException.class, () -> ann.verify(second));
    }

    @Test
    void ownCardIsSignedAgainOnlyOnChange() {
        Card first = card(ann, "ann");
        assertEquals(first, card(ann, "ann"));
        assertNotEquals(first, ann.ownCard(new Nick("ann"), new Address("192.0.2.7", 1)));
        assertTrue(card(ann, "ann").counter() > first.counter());
    }

    @Test
    void ownCardCarriesNewCertificate() {
        SigningKey key = SigningKey.random(RANDOM);
        MemoryCredentials store = new MemoryCredentials(genesis);
        Device before = Device.certify(SigningKey.random(RANDOM), key, 1);
        Device after = Device.certify(SigningKey.random(RANDOM), key, 2);
        for (Device device : List.of(before, after)) {
            KeyRing ring = new KeyRings(device, RANDOM, System::currentTimeMillis).open(ann.network(), store);
            assertEquals(device.certificate(), card(ring, "dave").certificate());
        }
    }

    /** A clock that was set back must not make the new card older than the one before. */
    @Test
    void ownCardOutranksOneOfACopiedHome() throws ForgedException {
        long future = System.currentTimeMillis() + 1_000_000;
        ann.add(Cards.sign(
                annRings.device(), KeyRings.hash(genesis), ann.self().nonce(), new Nick("ann"), ADDRESS, future));

        assertTrue(ann.card(ann.uid()).isEmpty());
        assertEquals(future + 1, card(ann, "ann").counter());
    }

    // ---- grants

    @Test
    void grantWithAnyAlteredFieldIsRefused() {
        Grant good = grant(EPOCH, bob);
        for (Grant grant : List.of(
                new Grant(EPOCH + 1, good.leader(), good.device(), 1, good.directory(), good.signature()),
                new Grant(EPOCH, ann.uid(), good.device(), 1, good.directory(), good.signature()),
                new Grant(EPOCH, good.leader(), ann.self().device(), 1, good.directory(), good.signature()),
                new Grant(EPOCH, good.leader(), good.device(), 2, good.directory(), good.signature()),
                new Grant(EPOCH, good.leader(), good.device(), 1, bob.self().device(), good.signature()),
                new Grant(EPOCH, good.leader(), good.device(), 1, good.directory(), flip(good.signature())))) {
            assertForged("signed by the directory", ann.add(grant));
        }
        assertDone(ann.add(good));
        assertEquals(Optional.of(good), ann.grant(EPOCH, bob.uid()));
        assertTrue(ann.grant(EPOCH, ann.uid()).isEmpty());
    }

    @Test
    void grantForAnotherNetworkIsRefused() {
        Genesis elsewhere = found(annRings, directory.device());
        assertForged(
                "signed by the directory",
                ann.add(Grants.sign(
                        directory, elsewhere, EPOCH, bob.uid(), bob.self().device(), 1)));
    }

    @Test
    void grantByUnknownDirectoryIsRefused() {
        SigningKey other = SigningKey.random(RANDOM);
        Grant grant = Grants.sign(other, genesis, EPOCH, bob.uid(), bob.self().device(), 1);
        assertForged("does not accept", ann.add(grant));
        assertTrue(ann.grant(EPOCH, bob.uid()).isEmpty());

        annRings.trust((of, key) -> CompletableFuture.completedStage(of.equals(genesis) && key.equals(other.device())));
        assertDone(ann.add(grant));
        assertForged("does not accept", ann.add(grant(EPOCH, bob)));
    }

    // ---- store

    @Test
    void ringIsRestoredFromStore() throws ForgedException {
        Device device = Device.random(RANDOM);
        MemoryCredentials store = new MemoryCredentials(genesis);
        KeyRing before = new KeyRings(device, RANDOM, System::currentTimeMillis).open(ann.network(), store);
        Card own = card(before, "dave");
        Card bobs = card(bob, "bob");
        Grant grant = grant(EPOCH, bob);
        Bytes shown = Bytes.of(new byte[] {1, 2, 3});
        before.add(bobs);
        assertDone(before.add(grant));
        before.keepSigned(view(bob, carol), cards(), grant, flip(grant.signature()), shown);
        TwoViews proof = twoViews();
        assertDone(before.add(proof));

        KeyRings rings = new KeyRings(device, RANDOM, System::currentTimeMillis);
        KeyRing after = rings.open(ann.network(), store);
        assertEquals(before.uid(), after.uid());
        assertEquals(Optional.of(genesis), rings.genesis(ann.network()));
        assertEquals(own, card(after, "dave"));
        assertEquals(Optional.of(bobs), after.card(bob.uid()));
        assertEquals(Optional.of(grant), after.grant(EPOCH, bob.uid()));
        assertEquals(Optional.of(shown), after.signed(ViewId.firstOf(EPOCH), bob.uid()));
        assertEquals(before.viewHash(ViewId.firstOf(EPOCH)), after.viewHash(ViewId.firstOf(EPOCH)));
        assertEquals(List.of(proof), List.copyOf(after.proofs()));
        assertEquals(Optional.of(bob.self()), rings.proofs().find(bob.uid()));
        assertEquals(Optional.of(after), rings.ring(ann.network()));
        rings.close(ann.network());
        assertTrue(rings.ring(ann.network()).isEmpty());
    }

    /** Otherwise the others would keep the old card. */
    @Test
    void ownCounterRisesThoughClockWasSetBack() {
        Device device = Device.random(RANDOM);
        MemoryCredentials store = new MemoryCredentials(genesis);
        Card before = card(new KeyRings(device, RANDOM, () -> 1_000).open(ann.network(), store), "dave");
        Card after = card(new KeyRings(device, RANDOM, () -> 0).open(ann.network(), store), "david");
        assertEquals(List.of(1_000L, 1_001L), List.of(before.counter(), after.counter()));
    }

    @Test
    void damagedCredentialIsRefused() {
        MemoryCredentials store = new MemoryCredentials(genesis);
        card(new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis).open(ann.network(), store), "dave");
        CredentialStore.Credential card = store.credentials().get(0);
        byte[] value = card.value().toArray();
        for (int length = 0; length <= value.length + 1; length++) {
            if (length != value.length) {
                store.put(
                        new CredentialStore.Credential(card.kind(), card.id(), Bytes.of(Arrays.copyOf(value, length))));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis)
                                .open(ann.network(), store));
            }
        }
    }

    @Test
    void genesisOfAnotherNetworkIsRefused() {
        Genesis elsewhere = found(annRings, directory.device());
        assertFalse(annRings.add(ann.network(), elsewhere));
        assertThrows(
                IllegalArgumentException.class, () -> annRings.open(ann.network(), new MemoryCredentials(elsewhere)));
    }

    @Test
    void grantsAndViewsAreBounded() {
        MemoryCredentials store = new MemoryCredentials(genesis);
        KeyRing ring =
                new KeyRings(Device.random(RANDOM), RANDOM, System::currentTimeMillis).open(ann.network(), store);
        for (int i = 1; i <= 20; i++) {
            assertDone(ring.add(grant(i, bob)));
            Member leader = member(1, card(bob, "bob"), ViewId.firstOf(i));
            View view = new View(ViewId.firstOf(i), leader.node(), List.of(leader));
            ring.keepSigned(view, cards(), grant(i, bob), grant(i, bob).signature(), Bytes.of(new byte[] {1}));
        }
        assertEquals(
                KeyRing.MAX_GRANTS + SignedViews.MAX_VIEWS, store.credentials().size());
        assertTrue(ring.grant(20, bob.uid()).isPresent());
        assertTrue(ring.grant(1, bob.uid()).isEmpty());
        assertTrue(ring.signed(ViewId.firstOf(1), bob.uid()).isEmpty());
    }

    private static Card with(Card card, DeviceCertificate certificate) {
        return new Card(certificate, card.nonce(), card.nick(), card.address(), card.counter(), card.signature());
    }
}
