package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.MessageSigner;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.ShortHash;
import p2pchat.proto.SyncReply;

/** Frames with true and forged messages (attacks 16, 17 and 20). */
class MessageVerifierTest {

    private static final Keys ANN = new Keys(2);
    private static final Keys BOB = new Keys(3);
    private static final Keys READER = new Keys(4);
    private static final MessageRef HEAD = new MessageRef(new MessageKey(new NodeId(9), 4), new ShortHash(1, 2));

    static {
        try {
            for (Keys author : List.of(ANN, BOB)) {
                READER.ring.add(author.card(author == ANN ? "ann" : "bob"));
                READER.edge.ids().add(List.of(author.member("author")));
            }
        } catch (ForgedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- what is true

    /** Attack 17. */
    @Test
    void verifiesOneMessageOfABurst() {
        List<ChatMessage> burst = burst(ANN, 10, 25);
        SyncReply.Builder frame = frame(List.of(burst.get(7)));
        assertThat(frame.getMessages(0).getSeq()).isEqualTo(17);
        assertThat(frame.getSeals(0).getHashesCount()).isEqualTo(15);
        assertThat(verify(frame)).containsExactly(burst.get(7));
    }

    @Test
    void wholeBurstHasNoHashes() {
        List<ChatMessage> burst = burst(ANN, 1, 64);
        SyncReply.Builder frame = frame(burst);
        assertThat(frame.getSealsCount()).isEqualTo(1);
        assertThat(frame.getSeals(0).getHashesCount()).isZero();
        assertThat(frame.getMessagesList().stream()
                        .filter(message -> !message.getPrev().isEmpty()))
                .isEmpty();
        assertThat(verify(frame)).isEqualTo(burst);
    }

    @Test
    void verifiesAnyPartInAnyOrder() {
        List<ChatMessage> all = new ArrayList<>(burst(ANN, 1, 64));
        all.addAll(burst(BOB, 5, 30));
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            List<ChatMessage> part = new ArrayList<>(all);
            java.util.Collections.shuffle(part, random);
            part = part.subList(0, 1 + random.nextInt(all.size()));
            assertThat(verify(frame(part))).isEqualTo(part);
        }
    }

    @Test
    void verifiesErasedMessage() {
        List<ChatMessage> burst = burst(ANN, 1, 3);
        List<ChatMessage> erased = List.of(burst.get(0), burst.get(1).erased(), burst.get(2));
        assertThat(verify(frame(erased))).isEqualTo(erased);
    }

    // ---- what only its author decides, which honest nodes pass on

    @Test
    void authorMayDenyItsPreviousMessage() {
        List<ChatMessage> both = sealed(ANN, header(ANN, 5, MessageHash.NONE), header(ANN, 6, MessageHash.NONE));
        assertThat(verify(frame(both))).isEqualTo(both);
    }

    @Test
    void authorMaySignTwoMessagesOfOneKey() {
        List<ChatMessage> one = burst(ANN, 5, 6);
        ChatMessage other = sealed(ANN, header(ANN, 6, MessageHash.NONE)).get(0);
        List<ChatMessage> mixed = List.of(one.get(0), other);
        assertThat(verify(frame(mixed))).isEqualTo(mixed);
    }

    @Test
    void authorMaySignAMessageTwice() {
        List<ChatMessage> burst = burst(ANN, 5, 7);
        Seal again = ANN.ring.seal(
                ANN.id.node(), 6, List.of(burst.get(1).hash(), burst.get(2).hash()));
        List<ChatMessage> mixed =
                List.of(burst.get(0), burst.get(1).sealed(again), burst.get(2).sealed(again));
        assertThat(verify(frame(mixed)).stream().map(ChatMessage::hash))
                .isEqualTo(burst.stream().map(ChatMessage::hash).toList());
    }

    @Test
    void skipsMessagesOfUnknownAuthors() {
        List<ChatMessage> known = burst(ANN, 1, 2);
        List<ChatMessage> all = new ArrayList<>(burst(new Keys(8), 1, 2));
        all.addAll(known);
        assertThat(verify(frame(all))).isEqualTo(known);
    }

    // ---- what is forged

    @Test
    void refusesAlteredMessages() {
        forged(message -> message.setMsg(ByteString.copyFromUtf8("another")));
        forged(message -> message.setSalt(ByteString.copyFrom(new byte[16])));
        forged(message -> message.setMsgId(ByteString.copyFrom(new byte[16])));
        forged(message -> message.setDestinationId(9));
        forged(message -> message.setSeq(message.getSeq() + 1));
        forged(message -> message.setLamport(7));
        forged(message -> message.setSentAt(7));
        forged(message -> message.setKindValue(2));
        forged(message -> message.setPrev(WireChat.bytes(burst(BOB, 1, 1).get(0).hash())));
        forged(p2pchat.proto.ChatMessage.Builder::clearHeads);
        forged(message -> message.getHeadsBuilder(0).setHash(ByteString.copyFrom(new byte[16])));
        forged(message -> message.setAbout(WireChat.proto(HEAD)));
        forged(message -> message.setSourceId(BOB.id.node().value()));
    }

    /** Attack 20. */
    @Test
    void refusesAlteredErasedMessages() {
        for (Consumer<p2pchat.proto.ChatMessage.Builder> change : List.<Consumer<p2pchat.proto.ChatMessage.Builder>>of(
                message -> message.setLamport(7),
                p2pchat.proto.ChatMessage.Builder::clearHeads,
                message -> message.getErasedBuilder().setLength(9),
                message -> message.getErasedBuilder().setCommitment(ByteString.copyFrom(new byte[32])))) {
            SyncReply.Builder frame = frame(List.of(burst(ANN, 5, 5).get(0).erased()));
            change.accept(frame.getMessagesBuilder(0));
            forged(frame);
        }
    }

    @Test
    void refusesUnsignedMessage() {
        SyncReply.Builder frame = frame(burst(ANN, 5, 6));
        forged(frame.clone().clearSeals());
        SyncReply.Builder partial = frame(burst(ANN, 7, 7));
        forged(partial.addMessages(frame.getMessages(0)));
    }

    @Test
    void refusesSealOfAnother() {
        SyncReply.Builder frame = frame(burst(ANN, 5, 5));
        frame.getSealsBuilder(0)
                .setSignature(WireKeys.bytes(sealed(BOB, header(BOB, 5, MessageHash.NONE))
                        .get(0)
                        .seal()
                        .orElseThrow()
                        .signature()));
        forged(frame);
    }

    @Test
    void refusesMessagesOfAnotherNetwork() {
        KeyRings rings = ANN.rings;
        rings.found(new NetworkName("other"), Keys.DIRECTORY.device(), Genesis.DirectoryMode.PINNED);
        Genesis other = rings.genesis(
                        rings.found(new NetworkName("else"), Keys.DIRECTORY.device(), Genesis.DirectoryMode.PINNED))
                .orElseThrow();
        MessageSigner elsewhere = MemoryCredentials.open(rings, other);
        forged(frame(sealed(elsewhere, ANN.id.node(), header(ANN, 5, MessageHash.NONE))));
    }

    // ---- what is malformed

    @Test
    void refusesTwoMessagesOfOneKey() {
        SyncReply.Builder frame = frame(burst(ANN, 5, 5));
        malformed("seq", frame.addMessages(frame.getMessages(0)));
    }

    @Test
    void refusesMalformedSeals() {
        malformed("seal.count", seal -> seal.setCount(0));
        malformed("seal.count", seal -> seal.setCount(65));
        malformed("seal.count", seal -> seal.setCount(-1));
        malformed("seal.first", seal -> seal.setFirst(0));
        malformed("seal.first", seal -> seal.setFirst(-1));
        malformed("seal.first", seal -> seal.setFirst(Long.MAX_VALUE));
        malformed(
                "seal.first",
                seal -> seal.setFirst(MessageKey.MAX_SEQ).setCount(2).addHashes(ByteString.copyFrom(new byte[32])));
        malformed("seal.hashes", seal -> seal.setCount(2));
        malformed(
                "seal.hashes",
                seal -> seal.addHashes(ByteString.copyFrom(new byte[32])).addHashes(ByteString.copyFrom(new byte[32])));
        malformed("seal.hashes", seal -> seal.setCount(2).addHashes(ByteString.copyFrom(new byte[31])));
        malformed("seal.signature", seal -> seal.setSignature(ByteString.copyFrom(new byte[63])));
        malformed("seal.node_id", seal -> seal.setNodeId(0));
        malformed("seals", seal -> seal.setNodeId(BOB.id.node().value()).addHashes(ByteString.copyFrom(new byte[32])));
    }

    /** Signatures that prove nothing would only cost time. */
    @Test
    void refusesSealsWithoutMessages() {
        SyncReply.Builder frame = frame(burst(ANN, 5, 6));
        frame.addSeals(frame(burst(ANN, 7, 7)).getSeals(0).toBuilder().addHashes(ByteString.copyFrom(new byte[32])));
        malformed("seals", frame);
        SyncReply.Builder many = frame(burst(ANN, 5, 5));
        malformed("seals", many.addSeals(many.getSeals(0)));
    }

    @Test
    void refusesMalformedTexts() {
        SyncReply.Builder erased = frame(List.of(burst(ANN, 5, 5).get(0).erased()));
        for (int length : List.of(-1, ChatMessage.MAX_TEXT_BYTES + 1)) {
            SyncReply.Builder frame = erased.clone();
            frame.getMessagesBuilder(0).getErasedBuilder().setLength(length);
            malformed("message", frame);
        }
        SyncReply.Builder commitment = erased.clone();
        commitment.getMessagesBuilder(0).getErasedBuilder().setCommitment(ByteString.copyFrom(new byte[31]));
        malformed("message", commitment);
        SyncReply.Builder both = erased.clone();
        both.getMessagesBuilder(0).setMsg(ByteString.copyFromUtf8("text"));
        malformed("erased", both);
        SyncReply.Builder salted = erased.clone();
        salted.getMessagesBuilder(0).setSalt(ByteString.copyFrom(new byte[16]));
        malformed("erased", salted);
        SyncReply.Builder deletion = erased.clone();
        deletion.getMessagesBuilder(0).setKindValue(ChatMessage.Kind.DELETE.number());
        malformed("erased", deletion);
        for (int size : List.of(0, 15, 17)) {
            SyncReply.Builder salt = frame(burst(ANN, 5, 5));
            salt.getMessagesBuilder(0).setSalt(ByteString.copyFrom(new byte[size]));
            malformed("salt", salt);
        }
        SyncReply.Builder nobody = frame(burst(ANN, 5, 5));
        nobody.getMessagesBuilder(0).setSourceId(0);
        malformed("source_id", nobody);
        SyncReply.Builder elsewhere = frame(burst(ANN, 5, 5));
        elsewhere.getMessagesBuilder(0).setChatId(ByteString.copyFrom(new byte[16]));
        malformed("chat_id", elsewhere);
    }

    // ---- fuzz

    /** Attack 42. Whatever a frame becomes, nothing passes that its author has not signed. */
    @Test
    void damagedFramesPassNothingUnsigned() throws InvalidProtocolBufferException {
        List<ChatMessage> all = new ArrayList<>(burst(ANN, 1, 6));
        all.addAll(burst(BOB, 5, 6));
        all.set(2, all.get(2).erased());
        byte[] frame = frame(all).build().toByteArray();
        Set<MessageHash> signed = new HashSet<>();
        all.forEach(message -> signed.add(message.hash()));
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = damaged(frame, random);
            Throwable refusal = catchThrowable(() -> {
                List<ChatMessage> verified = WireSync.chunk(SyncReply.parseFrom(damaged), READER.edge);
                assertThat(signed)
                        .containsAll(verified.stream().map(ChatMessage::hash).toList());
                verified.forEach(message -> message.body()
                        .ifPresent(body ->
                                assertThat(body.matches(message.header())).isTrue()));
            });
            if (refusal != null) {
                assertThat(refusal)
                        .isInstanceOfAny(
                                InvalidProtocolBufferException.class, MalformedException.class, ForgedException.class);
            }
        }
    }

    private static byte[] damaged(byte[] frame, Random random) {
        byte[] damaged = frame.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt(256);
                case 2 -> damaged = java.util.Arrays.copyOf(damaged, at + 1);
                default -> { // repeats a part
                    int from = random.nextInt(damaged.length);
                    int length = Math.min(random.nextInt(200), damaged.length - Math.max(at, from));
                    System.arraycopy(damaged, from, damaged, at, length);
                }
            }
        }
        return damaged;
    }

    // ---- helpers

    private static void forged(Consumer<p2pchat.proto.ChatMessage.Builder> change) {
        SyncReply.Builder frame = frame(burst(ANN, 5, 5));
        assertThatCode(() -> WireSync.chunk(frame.build(), READER.edge)).doesNotThrowAnyException();
        change.accept(frame.getMessagesBuilder(0));
        SyncReply altered = frame.build();
        Throwable refusal = catchThrowable(() -> WireSync.chunk(altered, READER.edge));
        assertThat(refusal).as(altered::toString).isInstanceOfAny(ForgedException.class, MalformedException.class);
    }

    private static void forged(SyncReply.Builder frame) {
        assertThatThrownBy(() -> WireSync.chunk(frame.build(), READER.edge)).isInstanceOf(ForgedException.class);
    }

    private static void malformed(String field, Consumer<p2pchat.proto.Seal.Builder> change) {
        SyncReply.Builder frame = frame(burst(ANN, 5, 5));
        change.accept(frame.getSealsBuilder(0));
        malformed(field, frame);
    }

    private static void malformed(String field, SyncReply.Builder frame) {
        assertThatThrownBy(() -> WireSync.chunk(frame.build(), READER.edge))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(field + ":");
    }

    private static List<ChatMessage> verify(SyncReply.Builder frame) {
        try {
            return WireSync.chunk(SyncReply.parseFrom(frame.build().toByteArray()), READER.edge);
        } catch (ForgedException | InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static SyncReply.Builder frame(List<ChatMessage> messages) {
        return WireSync.chunk(messages).toBuilder();
    }

    /** Returns consecutive messages under one seal. */
    private static List<ChatMessage> burst(Keys author, int first, int last) {
        MessageHash[] previous = {MessageHash.NONE};
        return sealed(
                author,
                IntStream.rangeClosed(first, last)
                        .mapToObj(seq -> {
                            MessageHeader header = header(author, seq, previous[0]);
                            previous[0] = author.ring.hash(header);
                            return header;
                        })
                        .toArray(MessageHeader[]::new));
    }

    private static List<ChatMessage> sealed(Keys author, MessageHeader... headers) {
        return sealed(author.ring, author.id.node(), headers);
    }

    private static List<ChatMessage> sealed(MessageSigner signer, NodeId author, MessageHeader... headers) {
        List<MessageHash> hashes = List.of(headers).stream().map(signer::hash).toList();
        Seal seal = signer.seal(author, headers[0].key().seq(), hashes);
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < headers.length; i++) {
            messages.add(
                    new ChatMessage(headers[i], Optional.of(body(headers[i].key())), hashes.get(i), Optional.of(seal)));
        }
        return messages;
    }

    private static MessageHeader header(Keys author, long seq, MessageHash previous) {
        MessageKey key = new MessageKey(author.id.node(), seq);
        Body body = body(key);
        return new MessageHeader(
                MessageId.at(seq, new Random(seq)),
                key,
                Optional.empty(),
                previous,
                List.of(HEAD),
                100 - seq,
                seq,
                ChatMessage.Kind.TEXT,
                Optional.empty(),
                body.utf8().length,
                body.commitment());
    }

    private static Body body(MessageKey key) {
        byte[] salt = new byte[Body.SALT_SIZE];
        salt[0] = (byte) key.seq();
        return new Body(Bytes.of(salt), "text ü " + key);
    }
}
