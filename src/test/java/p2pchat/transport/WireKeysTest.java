package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ProofBook;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Card;
import p2pchat.model.Grant;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

class WireKeysTest {

    private static final int SEEDS = 100;

    private final ProofBook proofs = new ProofBook();

    @Test
    void roundTripsCardsAndGrants() throws InvalidProtocolBufferException {
        for (long seed = 0; seed < SEEDS; seed++) {
            DomainSamples samples = new DomainSamples(seed);
            Card card = samples.card();
            assertThat(WireKeys.card(
                            "card",
                            p2pchat.proto.Card.parseFrom(WireKeys.proto(card).toByteArray())))
                    .isEqualTo(card);
            Grant grant = samples.grant();
            assertThat(WireKeys.grant(
                            "grant",
                            p2pchat.proto.Grant.parseFrom(WireKeys.proto(grant).toByteArray())))
                    .isEqualTo(grant);
        }
    }

    @Test
    void learnsTheDeviceOfALeader() {
        DomainSamples samples = new DomainSamples(1);
        NetworkId network = samples.network();
        UidProof proof = proof();
        Leader leader = new Leader(new MemberId(samples.node(), proof.uid(network)), samples.address());

        assertThat(WireKeys.proto(leader, proofs)).isEmpty();
        assertThat(WireKeys.leader("hint", WireKeys.proto(leader, proof), network, proofs))
                .isEqualTo(leader);
        assertThat(proofs.find(leader.uid())).contains(proof);
        assertThat(WireKeys.proto(leader, proofs)).contains(WireKeys.proto(leader, proof));
    }

    @Test
    void refusesProofsOfOtherUids() {
        DomainSamples samples = new DomainSamples(1);
        Uid uid = samples.uid();
        var foreign = WireKeys.proto(new Leader(new MemberId(samples.node(), uid), samples.address()), proof());
        assertThatThrownBy(() -> WireKeys.leader("hint", foreign, samples.network(), proofs))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("hint.proof");
        assertThat(proofs.find(uid)).isEmpty();
    }

    @Test
    void namesTheFieldOfAWrongSize() {
        var card = WireKeys.proto(new DomainSamples(1).card()).toBuilder()
                .setSignature(ByteString.copyFrom(new byte[63]))
                .build();
        assertThatThrownBy(() -> WireKeys.card("card", card))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("card.signature");
    }

    private static UidProof proof() {
        SecureRandom random = new SecureRandom();
        return UidProof.random(SigningKey.random(random).device(), random);
    }
}
