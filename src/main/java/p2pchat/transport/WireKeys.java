package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.Optional;
import p2pchat.crypto.ProofBook;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Grant;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.TwoViews;
import p2pchat.model.UidProof;

/** Converts keys, proofs, cards and grants to and from protobuf. Verifies no signature. */
final class WireKeys {

    private static final int SIGNATURE_SIZE = 64;
    private static final int CONTENT_SIZE = 32;

    /** The bound of the proofs in one message. */
    static final int MAX_PROOFS = 8;

    private WireKeys() {}

    static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toArray());
    }

    static DeviceKey device(String name, ByteString bytes) {
        return Wire.field(name, () -> DeviceKey.of(bytes.toByteArray()));
    }

    static PersonKey person(String name, ByteString bytes) {
        return Wire.field(name, () -> PersonKey.of(bytes.toByteArray()));
    }

    static Bytes signature(String name, ByteString bytes) {
        return Wire.field(name, () -> Bytes.of(bytes.toByteArray(), SIGNATURE_SIZE, "a signature"));
    }

    static Bytes nonce(String name, ByteString bytes) {
        return Wire.field(name, () -> Bytes.of(bytes.toByteArray(), UidProof.NONCE_SIZE, "a nonce"));
    }

    // ---- proofs

    static p2pchat.proto.UidProof proto(UidProof proof) {
        return p2pchat.proto.UidProof.newBuilder()
                .setDeviceKey(bytes(proof.device().bytes()))
                .setNonce(bytes(proof.nonce()))
                .build();
    }

    static UidProof proof(String name, p2pchat.proto.UidProof proto) {
        return new UidProof(
                device(name + ".device_key", proto.getDeviceKey()), nonce(name + ".nonce", proto.getNonce()));
    }

    /** Returns the leader with the proof of its uid, which the receiver needs to call it; empty if it is not known. */
    static Optional<p2pchat.proto.Leader> proto(Leader leader, ProofBook proofs) {
        return proofs.find(leader.uid()).map(proof -> proto(leader, proof));
    }

    static p2pchat.proto.Leader proto(Leader leader, UidProof proof) {
        return p2pchat.proto.Leader.newBuilder()
                .setId(Wire.proto(leader.id()))
                .setAddress(Wire.proto(leader.address()))
                .setProof(proto(proof))
                .build();
    }

    /** Returns the leader, and adds its proof to the book, so that it can be called. */
    static Leader leader(String name, p2pchat.proto.Leader proto, NetworkId network, ProofBook proofs) {
        MemberId id = Wire.memberId(name + ".id", proto.getId());
        if (!proofs.add(network, id.uid(), proof(name + ".proof", proto.getProof()))) {
            throw new MalformedException(name + ".proof", "does not prove the uid");
        }
        return new Leader(id, Wire.address(name + ".address", proto.getAddress()));
    }

    static Optional<Leader> leader(
            String name, boolean present, p2pchat.proto.Leader proto, NetworkId network, ProofBook proofs) {
        return present ? Optional.of(leader(name, proto, network, proofs)) : Optional.empty();
    }

    // ---- cards and grants

    static p2pchat.proto.Card proto(Card card) {
        return p2pchat.proto.Card.newBuilder()
                .setProof(proto(card.proof()))
                .setPersonKey(bytes(card.person().bytes()))
                .setCertifiedAt(card.certificate().madeAt())
                .setCertificate(bytes(card.certificate().signature()))
                .setNick(card.nick().value())
                .setAddress(Wire.proto(card.address()))
                .setCounter(card.counter())
                .setSignature(bytes(card.signature()))
                .build();
    }

    static Card card(String name, p2pchat.proto.Card proto) {
        UidProof proof = proof(name + ".proof", proto.getProof());
        return new Card(
                new DeviceCertificate(
                        person(name + ".person_key", proto.getPersonKey()),
                        proof.device(),
                        proto.getCertifiedAt(),
                        signature(name + ".certificate", proto.getCertificate())),
                proof.nonce(),
                Wire.field(name + ".nick", () -> new Nick(proto.getNick())),
                Wire.address(name + ".address", proto.getAddress()),
                proto.getCounter(),
                signature(name + ".signature", proto.getSignature()));
    }

    static p2pchat.proto.Grant proto(Grant grant) {
        return p2pchat.proto.Grant.newBuilder()
                .setEpoch(grant.epoch())
                .setLeader(Wire.bytes(grant.leader()))
                .setDeviceKey(bytes(grant.device().bytes()))
                .setGrantedAt(grant.grantedAt())
                .setDirectoryKey(bytes(grant.directory().bytes()))
                .setSignature(bytes(grant.signature()))
                .build();
    }

    static p2pchat.proto.TwoViews proto(TwoViews proof) {
        return p2pchat.proto.TwoViews.newBuilder()
                .setGrant(proto(proof.grant()))
                .setSeq(proof.seq())
                .setContent1(bytes(proof.first().content()))
                .setSignature1(bytes(proof.first().signature()))
                .setContent2(bytes(proof.second().content()))
                .setSignature2(bytes(proof.second().signature()))
                .build();
    }

    static TwoViews twoViews(String name, p2pchat.proto.TwoViews proto) {
        return new TwoViews(
                grant(name + ".grant", proto.getGrant()),
                Wire.within(name + ".seq", proto.getSeq(), 0, Integer.MAX_VALUE),
                signed(name, proto.getContent1(), proto.getSignature1()),
                signed(name, proto.getContent2(), proto.getSignature2()));
    }

    private static TwoViews.Signed signed(String name, ByteString content, ByteString signature) {
        return new TwoViews.Signed(
                Wire.field(name + ".content", () -> Bytes.of(content.toByteArray(), CONTENT_SIZE, "a hash of a view")),
                signature(name + ".signature", signature));
    }

    static Grant grant(String name, p2pchat.proto.Grant proto) {
        if (proto.getEpoch() < 1) {
            throw new MalformedException(name + ".epoch", "is not positive");
        }
        return new Grant(
                proto.getEpoch(),
                Wire.uid(name + ".leader", proto.getLeader()),
                device(name + ".device_key", proto.getDeviceKey()),
                proto.getGrantedAt(),
                device(name + ".directory_key", proto.getDirectoryKey()),
                signature(name + ".signature", proto.getSignature()));
    }
}
