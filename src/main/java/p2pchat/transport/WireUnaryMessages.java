package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.crypto.ForgedException;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.NotLeader;
import p2pchat.proto.Refused;
import p2pchat.proto.Relayed;
import p2pchat.proto.RetryLater;
import p2pchat.proto.SendBody;
import p2pchat.proto.Stored;

/** Converts unary messages and relays to and from protobuf. Pure. */
final class WireUnaryMessages {

    private WireUnaryMessages() {}

    static MessageRequest message(ChatMessage message, p2pchat.proto.Header header, MemberKeys keys) {
        SignedMessages signed = SignedMessages.of(List.of(message));
        MessageRequest.Builder builder = MessageRequest.newBuilder()
                .setHeader(header)
                .setMessage(signed.messages().get(0).setChatId(header.getChatId()))
                .addAllSeals(signed.seals());
        keys.card(message.author()).ifPresent(card -> builder.setAuthor(WireKeys.proto(card)));
        return builder.build();
    }

    /**
     * Returns the message, which its author has signed.
     *
     * @throws ForgedException if the author is not known or has not signed it
     */
    static ChatMessage message(MessageRequest request, MemberKeys keys) throws ForgedException {
        NodeId author = author(request);
        if (request.hasAuthor() && keys.ids().isNamed(author)) { // the caller may have invented it
            keys.author(author, WireKeys.card("author", request.getAuthor()));
        }
        List<ChatMessage> verified =
                new MessageVerifier(keys).verify(List.of(request.getMessage()), request.getSealsList());
        if (verified.isEmpty()) {
            throw new ForgedException("author " + author + " is not known");
        }
        return verified.get(0);
    }

    static MessageRequest relay(RelayRequest relay, p2pchat.proto.Header header) {
        Optional<SignedMessages> signed = relay.body().map(body -> SignedMessages.of(List.of(body)));
        p2pchat.proto.ChatMessage.Builder message = signed.map(
                        body -> body.messages().get(0))
                .orElseGet(() -> p2pchat.proto.ChatMessage.newBuilder()
                        .setMsgId(ByteString.copyFrom(relay.id().bytes()))
                        .setSourceId(relay.key().author().value())
                        .setSeq(relay.key().seq()));
        MessageRequest.Builder builder =
                MessageRequest.newBuilder().setHeader(header).setMessage(message.setChatId(header.getChatId()));
        signed.ifPresent(body -> builder.addAllSeals(body.seals()));
        relay.to().forEach(member -> builder.addDestinations(member.value()));
        return builder.build();
    }

    /** A relay whose message has no lamport number only names it. */
    static RelayRequest relay(MessageRequest request, MemberKeys keys) throws ForgedException {
        Wire.atMost("destinations", request.getDestinationsCount(), RelayRequest.MAX_DESTINATIONS);
        TreeSet<NodeId> to = new TreeSet<>();
        request.getDestinationsList().forEach(node -> to.add(Wire.field("destinations", () -> new NodeId(node))));
        p2pchat.proto.ChatMessage proto = request.getMessage();
        MessageId id = Wire.field("msg_id", () -> MessageId.of(proto.getMsgId().toByteArray()));
        MessageKey key = key(request);
        Optional<ChatMessage> body = proto.getLamport() == 0 ? Optional.empty() : Optional.of(message(request, keys));
        return new RelayRequest(key, id, body, List.copyOf(to));
    }

    static MessageKey key(MessageRequest request) {
        NodeId author = author(request);
        return Wire.field(
                "seq", () -> new MessageKey(author, request.getMessage().getSeq()));
    }

    private static NodeId author(MessageRequest request) {
        if (!request.getMessage().getChatId().equals(request.getHeader().getChatId())) {
            throw new MalformedException("chat_id", "is not the network of the header");
        }
        return Wire.field("source_id", () -> new NodeId(request.getMessage().getSourceId()));
    }

    // ---- replies to a message

    static MessageReply proto(Receipt receipt, MessageKey key) {
        MessageReply.Builder builder = MessageReply.newBuilder();
        if (receipt instanceof Receipt.Stored) {
            builder.setOk(Stored.newBuilder().setKey(WireChat.proto(key)));
        } else if (receipt instanceof Receipt.Refused refused) {
            builder.setRefused(conflict(refused.why()));
        } else if (receipt instanceof Receipt.Unable) {
            builder.setRetry(RetryLater.newBuilder().setReason("cannot be stored now"));
        } else {
            throw new AssertionError("no form for " + receipt);
        }
        return builder.build();
    }

    static Receipt receipt(MessageReply proto) {
        return switch (proto.getResultCase()) {
            case OK -> new Receipt.Stored();
            case REFUSED -> new Receipt.Refused(reason(proto.getRefused()));
            case RETRY -> new Receipt.Unable();
            case RELAYED, NOT_LEADER, SEND_BODY ->
                throw new MalformedException("result", "is no answer to a single message");
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    /** Returns why the message is refused. A refusal by another incarnation counts as no answer (H16). */
    private static String reason(Refused proto) {
        if (proto.getReason() == Refused.Reason.CONFLICT) {
            return Wire.reason(proto.getDetail());
        }
        throw new IllegalStateException("refused: " + proto.getReason());
    }

    // ---- replies to a relay

    static MessageReply proto(RelayAnswer passed) {
        MessageReply.Builder builder = MessageReply.newBuilder();
        if (passed instanceof RelayAnswer.Outcomes outcomes) {
            Relayed.Builder relayed = Relayed.newBuilder();
            outcomes.of()
                    .forEach((member, outcome) -> relayed.addDestinations(Relayed.Destination.newBuilder()
                            .setNodeId(member.value())
                            .setOutcome(Relayed.Outcome.valueOf(outcome.kind().name()))
                            .setWhy(Wire.reason(outcome.why()))));
            builder.setRelayed(relayed);
        } else if (passed instanceof RelayAnswer.NotLeader) {
            builder.setNotLeader(NotLeader.getDefaultInstance());
        } else if (passed instanceof RelayAnswer.SendBody) {
            builder.setSendBody(SendBody.getDefaultInstance());
        } else if (passed instanceof RelayAnswer.Refused refused) {
            builder.setRefused(conflict(refused.why()));
        } else {
            throw new AssertionError("no form for " + passed);
        }
        return builder.build();
    }

    static RelayAnswer passed(MessageReply proto) {
        return switch (proto.getResultCase()) {
            case RELAYED -> outcomes(proto.getRelayed());
            case NOT_LEADER -> new RelayAnswer.NotLeader();
            case SEND_BODY -> new RelayAnswer.SendBody();
            case REFUSED -> new RelayAnswer.Refused(reason(proto.getRefused()));
            case OK, RETRY -> throw new MalformedException("result", "is no answer to a relay");
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    private static RelayAnswer outcomes(Relayed proto) {
        Wire.atMost("relayed.destinations", proto.getDestinationsCount(), RelayRequest.MAX_DESTINATIONS);
        Map<NodeId, Outcome> outcomes = new TreeMap<>();
        for (Relayed.Destination one : new ArrayList<>(proto.getDestinationsList())) {
            NodeId member = Wire.field("relayed.node_id", () -> new NodeId(one.getNodeId()));
            outcomes.put(member, new Outcome(kind(one.getOutcome()), Wire.reason(one.getWhy())));
        }
        return new RelayAnswer.Outcomes(outcomes);
    }

    private static Outcome.Kind kind(Relayed.Outcome proto) {
        return switch (proto) {
            case STORED -> Outcome.Kind.STORED;
            case SLOW -> Outcome.Kind.SLOW;
            case DROPPED -> Outcome.Kind.DROPPED;
            case REFUSED -> Outcome.Kind.REFUSED;
            case PENDING, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.Kind.PENDING;
        };
    }

    private static Refused conflict(String why) {
        return Refused.newBuilder()
                .setReason(Refused.Reason.CONFLICT)
                .setDetail(Wire.reason(why))
                .build();
    }
}
