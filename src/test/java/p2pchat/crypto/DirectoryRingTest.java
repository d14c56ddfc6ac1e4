package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.DirectoryCredentials.Credentials;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

class DirectoryRingTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NetworkName LUNCH = new NetworkName("lunch");

    private final KeyRings ann = new KeyRings(Device.random(RANDOM), RANDOM, () -> 1);
    private final DirectoryRing ring = new DirectoryRing(SigningKey.random(RANDOM));
    private final NetworkId network = ann.found(LUNCH, ring.key().device(), DirectoryMode.PINNED);
    private final Genesis genesis = ann.genesis(network).orElseThrow();
    private final UidProof proof = UidProof.random(ann.device().key(), RANDOM);
    private final Uid uid = proof.uid(network);

    @Test
    void credentialsOfRecordAreComplete() {
        assertThat(ring.of(LUNCH, network, Optional.of(uid))).isEmpty();
        assertThat(ring.add(LUNCH, network, genesis)).isTrue();
        assertThat(ring.of(LUNCH, network, Optional.of(uid))).isEmpty();
        assertThat(ring.proofs().add(network, uid, proof)).isTrue();
        assertThat(ring.of(LUNCH, network, Optional.of(uid)))
                .contains(new Credentials(KeyRings.encode(genesis), Optional.of(proof)));
        assertThat(ring.of(LUNCH, network, Optional.empty()))
                .contains(new Credentials(KeyRings.encode(genesis), Optional.empty()));
        assertThat(ring.proof(uid)).as("the previous leader").contains(proof);
    }

    @Test
    void genesisHasNameAndIdOfNetwork() {
        assertThat(ring.add(new NetworkName("other"), network, genesis)).isFalse();
        assertThat(ring.add(LUNCH, NetworkId.random(), genesis)).isFalse();
        assertThat(ring.genesis(LUNCH, network)).isEmpty();
    }

    @Test
    void storedCredentialsMustProveTheirRecord() {
        Credentials stored = new Credentials(KeyRings.encode(genesis), Optional.of(proof));
        assertThat(ring.restore(new NetworkName("other"), network, Optional.of(uid), stored))
                .isFalse();
        assertThat(ring.restore(LUNCH, NetworkId.random(), Optional.of(uid), stored))
                .isFalse();
        assertThat(ring.restore(LUNCH, network, Optional.of(Uid.random()), stored))
                .isFalse();
        assertThat(ring.restore(LUNCH, network, Optional.empty(), stored)).isFalse();
        assertThat(ring.proof(uid)).isEmpty();
        assertThat(ring.restore(LUNCH, network, Optional.of(uid), stored)).isTrue();
        assertThat(ring.proof(uid)).contains(proof);
        assertThat(ring.genesis(LUNCH, network)).contains(genesis);
        ring.remove(LUNCH);
        assertThat(ring.proof(uid)).isEmpty();
    }

    @Test
    void grantIsGenuineInItsNetworkOnly() {
        Grant grant = ring.grant(genesis, 7, uid, proof.device(), 1);
        assertThat(DirectoryRing.isGenuine(genesis, grant)).isTrue();
        Genesis other = ann.genesis(ann.found(LUNCH, ring.key().device(), DirectoryMode.PINNED))
                .orElseThrow();
        assertThat(DirectoryRing.isGenuine(other, grant)).isFalse();
        assertThat(DirectoryRing.isGenuine(
                        genesis, new Grant(8, uid, proof.device(), 1, grant.directory(), grant.signature())))
                .isFalse();
    }
}
