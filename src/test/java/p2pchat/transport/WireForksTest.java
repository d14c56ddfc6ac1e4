package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.VersionVector;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Proofs of forks on the wire (attacks 22 and 23). */
final class WireForksTest {

    private static final Keys MALLORY = new Keys(2);
    private static final Keys BEN = new Keys(3);
    private static final Keys CORA = new Keys(4);
    private static final NodeId HER = MALLORY.id.node();

    private static final ForkProof PROOF =
            new ForkProof(signed(MALLORY, HER, 17, "yes"), signed(MALLORY, HER, 17, "no"));

    static {
        try {
            BEN.ring.add(MALLORY.card("mallory"));
        } catch (ForgedException e) {
            throw new AssertionError(e);
        }
        BEN.edge.ids().add(List.of(MALLORY.member("mallory")));
    }

    /** Cora does not know Mallory yet, whose card comes with the proof. */
    @Test
    void answerToComparisonProvesForks() throws Exception {
        LogState bens = new LogState(
                VersionVector.EMPTY.with(HER, Ranges.upTo(17)),
                Map.of(HER, signed(MALLORY, HER, 17, "yes").ref()),
                Map.of(HER, 17L),
                Set.of());
        SyncReply reply = SyncReply.parseFrom(WireSync.proto(
                        new SyncResponseHeader(
                                bens,
                                VersionVector.EMPTY,
                                Optional.empty(),
                                Map.of(HER, new Nick("n2")),
                                List.of(PROOF)),
                        BEN.edge)
                .toByteArray());
        assertThat(WireSync.state(reply)).isEqualTo(bens);
        assertThat(WireForks.proofs(reply.getProofsList(), CORA.edge)).isEmpty();
        assertThat(WireSync.authors(reply, CORA.edge)).containsEntry(HER, new Nick("mallory"));
        assertThat(WireForks.proofs(reply.getProofsList(), CORA.edge)).containsExactly(PROOF);
    }

    @Test
    void comparisonReportsKnownForks() throws Exception {
        SyncQuery query = new SyncQuery(VersionVector.EMPTY, Optional.empty(), 0, true, Map.of(HER, 17L));
        SyncRequest request = SyncRequest.parseFrom(
                WireSync.proto(query, p2pchat.proto.Header.getDefaultInstance()).toByteArray());
        assertThat(WireSync.query(request)).isEqualTo(query);
    }

    @Test
    void refusesProofsThatProveNothing() {
        p2pchat.proto.ForkProof proof = WireForks.proto(PROOF);
        p2pchat.proto.ForkProof same = proof.toBuilder()
                .setSecond(proof.getFirst())
                .setSecondSeal(proof.getFirstSeal())
                .build();
        assertThatThrownBy(() -> WireForks.proofs(List.of(same), BEN.edge)).isInstanceOf(MalformedException.class);
        p2pchat.proto.ForkProof forged =
                WireForks.proto(new ForkProof(signed(MALLORY, HER, 17, "yes"), signed(CORA, HER, 17, "no", MALLORY)));
        assertThatThrownBy(() -> WireForks.proofs(List.of(forged), BEN.edge)).isInstanceOf(ForgedException.class);
    }

    /** Attack 22: what others call a message of mine counts only with my own seal. */
    @Test
    void refusesOwnMessagesThatOthersSigned() throws Exception {
        NodeId mine = BEN.id.node();
        BEN.edge.ids().add(List.of(BEN.member("ben")));
        assertThat(WireSync.chunk(WireSync.chunk(List.of(signed(BEN, mine, 1, "mine"))), BEN.edge))
                .hasSize(1);
        SyncReply forged = WireSync.chunk(List.of(signed(CORA, mine, 1, "not mine", BEN)));
        assertThatThrownBy(() -> WireSync.chunk(forged, BEN.edge)).isInstanceOf(ForgedException.class);
    }

    private static ChatMessage signed(Keys signer, NodeId author, long seq, String text) {
        return signed(signer, author, seq, text, signer);
    }

    /** Returns a message that one device signed in the name of another. */
    private static ChatMessage signed(Keys signer, NodeId author, long seq, String text, Keys claimed) {
        Body body = new Body(signer.ring.salt(), text);
        MessageHeader header = new MessageHeader(
                MessageId.at(1, new Random(seq)),
                new MessageKey(author, seq),
                Optional.empty(),
                MessageHash.NONE,
                List.of(),
                1,
                1,
                ChatMessage.Kind.TEXT,
                Optional.empty(),
                body.utf8().length,
                body.commitment());
        MessageHash hash = claimed.ring.hash(header);
        Seal seal = signer.ring.seal(author, seq, List.of(hash));
        Seal asClaimed = new Seal(author, claimed.ring.uid(), seq, seal.hashes(), seal.signature());
        return new ChatMessage(header, Optional.of(body), hash, Optional.of(asClaimed));
    }
}
