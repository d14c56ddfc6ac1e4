package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.TestMessages.create;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage.Kind;

class MessageHashTest {

    private static final Bytes NETWORK = Bytes.of(new byte[32]);
    private static final MessageId ID = new MessageId(new UUID(0x017f22e279b07cc3L, 0x98c4dc0c0c07398fL));
    private static final Optional<NodeId> ALL = Optional.empty();
    private static final Optional<MessageKey> NOTHING = Optional.empty();

    private static ChatMessage message() {
        return create(
                ID,
                key(2, 3),
                ALL,
                List.of(key(1, 7), key(2, 2)),
                9,
                1_700_000_000_000L,
                Kind.TEXT,
                "h\u00e9llo",
                NOTHING);
    }

    /** Logs of all versions compare these hashes, so this value must never change. */
    @Test
    void neverChanges() {
        assertThat(HexFormat.of().formatHex(hash(NETWORK, message()).bytes()))
                .isEqualTo("3bf41db0b4adcbd9dea6f43aa056f324c844708f84276fb36511053a1c1987f8");
    }

    @Test
    void dependsOnEveryField() { // H14, I5
        ChatMessage m = message();
        MessageId otherId = new MessageId(new UUID(1, 2));
        Optional<NodeId> one = Optional.of(new NodeId(4));
        Optional<MessageKey> about = Optional.of(key(1, 1));
        Map<String, ChatMessage> changed = new LinkedHashMap<>();
        changed.put("nothing", m);
        changed.put(
                "id",
                create(otherId, m.key(), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put(
                "author",
                create(ID, key(3, 3), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put(
                "seq", create(ID, key(2, 4), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put("to", create(ID, m.key(), one, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put("heads", create(ID, m.key(), ALL, List.of(), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put("head", create(ID, m.key(), ALL, List.of(key(1, 7)), 9, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put(
                "lamport",
                create(ID, m.key(), ALL, m.header().headKeys(), 8, m.sentAt(), Kind.TEXT, m.text(), NOTHING));
        changed.put(
                "sentAt",
                create(ID, m.key(), ALL, m.header().headKeys(), 9, m.sentAt() + 1, Kind.TEXT, m.text(), NOTHING));
        changed.put(
                "kind", create(ID, m.key(), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.EDIT, m.text(), NOTHING));
        changed.put(
                "text",
                create(ID, m.key(), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, "h\u00e9llp", NOTHING));
        changed.put(
                "about", create(ID, m.key(), ALL, m.header().headKeys(), 9, m.sentAt(), Kind.TEXT, m.text(), about));
        Map<MessageHash, String> hashes = new LinkedHashMap<>();
        changed.forEach((what, variant) -> assertThat(hashes.put(hash(NETWORK, variant), what))
                .as("the same hash without a change of %s", what)
                .isNull());
        Bytes elsewhere = Bytes.of(new byte[] {1});
        assertThat(hashes).doesNotContainKey(hash(elsewhere, m));
        assertThat(hash(NETWORK, message())).isEqualTo(hash(NETWORK, m));
    }

    @Test
    void hashesTheLongestMessage() {
        List<MessageKey> heads = new ArrayList<>();
        for (int author = 3; author < 3 + ChatMessage.MAX_HEADS; author++) {
            heads.add(key(author, MessageKey.MAX_SEQ));
        }
        String text = "x".repeat(ChatMessage.MAX_TEXT_BYTES);
        Optional<MessageKey> about = Optional.of(key(Integer.MAX_VALUE, MessageKey.MAX_SEQ));
        Optional<NodeId> to = Optional.of(new NodeId(Integer.MAX_VALUE));
        ChatMessage longest =
                create(ID, key(2, 3), to, heads, ChatMessage.MAX_LAMPORT, Long.MAX_VALUE, Kind.EDIT, text, about);
        assertThat(hash(NETWORK, longest).bytes()).hasSize(32);
    }

    @Test
    void roundTripsBytesAndCopiesThem() {
        MessageHash hash = hash(NETWORK, message());
        assertThat(MessageHash.of(hash.bytes())).isEqualTo(hash).hasSameHashCodeAs(hash);
        hash.bytes()[0]++;
        assertThat(hash(NETWORK, message())).isEqualTo(hash);
        assertThatThrownBy(() -> MessageHash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static MessageHash hash(Bytes network, ChatMessage message) {
        return MessageHash.of(network, TestMessages.uid(message.author()), message.header());
    }

    private static MessageKey key(int author, long seq) {
        return new MessageKey(new NodeId(author), seq);
    }
}
