package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import p2pchat.crypto.Statements;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.InvitationId;
import p2pchat.model.Nick;
import p2pchat.model.Statement;
import p2pchat.model.Uid;
import p2pchat.proto.Applicant;
import p2pchat.proto.Applicants;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.roster.Application;

/** Converts statements, and what a node has of them, to and from protobuf. Verifies no signature. */
final class WireRoster {

    /** The bound of the statements of one message, in bytes. */
    static final int MAX_PAGE = 256 * 1024;

    /** The bound of the statements that a network can have. */
    static final int MAX_KNOWN = 13_000;

    /** As many as a leader lets wait. */
    static final int MAX_APPLICANTS = 64;

    private static final int FRONTIER_SIZE = 16;

    private WireRoster() {}

    /** Returns the frontier for a header; empty without statements. */
    static ByteString frontier(Authority authority) {
        Bytes frontier = authority.frontier();
        return frontier.equals(Authority.NO_STATEMENTS)
                ? ByteString.EMPTY
                : ByteString.copyFrom(frontier.toArray(), 0, FRONTIER_SIZE);
    }

    static ByteString frontier(String name, ByteString proto) {
        if (!proto.isEmpty() && proto.size() != FRONTIER_SIZE) {
            throw new MalformedException(name, "has " + FRONTIER_SIZE + " bytes, not " + proto.size());
        }
        return proto;
    }

    static ByteString known(Set<Long> prefixes) {
        ByteBuffer bytes = ByteBuffer.allocate(prefixes.size() * Long.BYTES);
        prefixes.stream().sorted(Long::compareUnsigned).forEach(bytes::putLong);
        return ByteString.copyFrom(bytes.flip());
    }

    static Set<Long> known(ByteString proto) {
        if (proto.size() % Long.BYTES != 0) {
            throw new MalformedException("known", "is cut off");
        }
        Wire.atMost("known", proto.size() / Long.BYTES, MAX_KNOWN);
        ByteBuffer bytes = proto.asReadOnlyByteBuffer();
        Set<Long> prefixes = new HashSet<>();
        while (bytes.hasRemaining()) {
            prefixes.add(bytes.getLong());
        }
        return prefixes;
    }

    /** Reads an application for admission, whose card is verified. */
    static Application application(JoinNetworkRequest request, Uid uid, Card card) {
        Optional<Act.Invited> invitation = request.hasInvitation()
                ? Optional.of(new Act.Invited(
                        Wire.field(
                                "invitation.id",
                                () -> InvitationId.of(
                                        request.getInvitation().getId().toByteArray())),
                        WireKeys.signature(
                                "invitation.proof", request.getInvitation().getProof())))
                : Optional.empty();
        return new Application(uid, card.person(), card.device(), card.nick(), card.address(), invitation);
    }

    static Applicants applicants(List<Application> waiting) {
        Applicants.Builder proto = Applicants.newBuilder();
        for (Application application : waiting) {
            proto.addApplicants(Applicant.newBuilder()
                    .setUid(Wire.bytes(application.uid()))
                    .setPersonKey(WireKeys.bytes(application.person().bytes()))
                    .setDeviceKey(WireKeys.bytes(application.device().bytes()))
                    .setNick(application.nick().value())
                    .setAddress(Wire.proto(application.address())));
        }
        return proto.build();
    }

    static List<Application> applicants(Applicants proto) {
        Wire.atMost("applicants", proto.getApplicantsCount(), MAX_APPLICANTS);
        return proto.getApplicantsList().stream().map(WireRoster::applicant).toList();
    }

    private static Application applicant(Applicant proto) {
        return new Application(
                Wire.uid("applicant.uid", proto.getUid()),
                WireKeys.person("applicant.person_key", proto.getPersonKey()),
                WireKeys.device("applicant.device_key", proto.getDeviceKey()),
                Wire.field("applicant.nick", () -> new Nick(proto.getNick())),
                Wire.address("applicant.address", proto.getAddress()),
                Optional.empty());
    }

    /** Encodes statements, and divides them among as many messages as they need; at least one. */
    static List<List<ByteString>> pages(List<Statement> statements, Statements codec) {
        List<List<ByteString>> pages = new ArrayList<>(List.of(new ArrayList<>()));
        int size = 0;
        for (Statement statement : statements) {
            ByteString encoded = WireKeys.bytes(codec.encode(statement));
            if (size + encoded.size() > MAX_PAGE) {
                pages.add(new ArrayList<>());
                size = 0;
            }
            pages.get(pages.size() - 1).add(encoded);
            size += encoded.size();
        }
        return pages;
    }

    static List<Bytes> statements(List<ByteString> protos) {
        int size = 0;
        List<Bytes> encoded = new ArrayList<>(protos.size());
        for (ByteString proto : protos) {
            size += proto.size();
            Wire.atMost("statements", size, MAX_PAGE);
            encoded.add(Bytes.of(proto.toByteArray()));
        }
        return encoded;
    }
}
