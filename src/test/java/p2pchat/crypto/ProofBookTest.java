package p2pchat.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

final class ProofBookTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NetworkId NETWORK = NetworkId.random();

    private final ProofBook book = new ProofBook();
    private final UidProof ann = UidProof.random(SigningKey.random(RANDOM).device(), RANDOM);

    @Test
    void keepsOnlyProofs() {
        Uid uid = ann.uid(NETWORK);
        byte[] nonce = ann.nonce().toArray();
        nonce[0] ^= 1;
        assertFalse(book.add(NETWORK, uid, new UidProof(ann.device(), Bytes.of(nonce))));
        assertFalse(
                book.add(NETWORK, uid, new UidProof(SigningKey.random(RANDOM).device(), ann.nonce())));
        assertFalse(book.add(NetworkId.random(), uid, ann));
        assertFalse(book.add(NETWORK, Uid.random(), ann));
        assertEquals(Optional.empty(), book.find(uid));

        assertTrue(book.add(NETWORK, uid, ann));
        assertTrue(book.add(NETWORK, uid, ann));
        assertEquals(Optional.of(ann), book.find(uid));
    }

    @Test
    void refusesKeyOfLowOrder() {
        byte[] one = new byte[DeviceKey.SIZE];
        one[0] = 1;
        UidProof proof = new UidProof(DeviceKey.of(one), ann.nonce());
        assertFalse(book.add(NETWORK, proof.uid(NETWORK), proof));
    }

    /** Otherwise strangers with many uids could keep this node from calling its members. */
    @Test
    void strangersDisplaceNoMember() {
        DeviceKey strangers = SigningKey.random(RANDOM).device();
        UidProof first = UidProof.random(strangers, RANDOM);
        book.putMember(ann.uid(NETWORK), ann);
        book.add(NETWORK, first.uid(NETWORK), first);
        for (int i = 0; i < ProofBook.MAX_PROOFS; i++) {
            UidProof other = UidProof.random(strangers, RANDOM);
            book.add(NETWORK, other.uid(NETWORK), other);
        }
        assertEquals(Optional.empty(), book.find(first.uid(NETWORK)));
        assertEquals(Optional.of(ann), book.find(ann.uid(NETWORK)));
    }
}
