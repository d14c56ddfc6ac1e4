package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage.Kind;

class ChatMessageTest {

    private static final MessageKey KEY = key(2, 5);

    @Test
    void limitsTextTo64KiB() {
        int limit = ChatMessage.MAX_TEXT_BYTES;
        assertThat(limit).isEqualTo(65_536);
        assertThat(with(List.of(), 1, "x".repeat(limit)).text()).hasSize(limit);
        assertThat(with(List.of(), 1, "\u00e4".repeat(limit / 2)).text()).hasSize(limit / 2);
        assertThat(with(List.of(), 1, "\ud83d\ude00".repeat(limit / 4)).text()).hasSize(limit / 2);
        assertRefused(List.of(), 1, "x".repeat(limit + 1));
        assertRefused(List.of(), 1, "\u00e4".repeat(limit / 2) + "x");
        assertRefused(List.of(), 1, "\u20ac".repeat(limit / 3) + "xx");
        assertRefused(List.of(), 1, "\ud83d\ude00".repeat(limit / 4) + "x");
    }

    @Test
    void hasAtMost64AscendingHeads() {
        List<MessageKey> heads = new ArrayList<>();
        for (int author = 3; author < 3 + ChatMessage.MAX_HEADS; author++) {
            heads.add(key(author, 1));
        }
        assertThat(with(heads, 1, "").heads()).hasSize(64);
        heads.add(key(99, 1));
        assertRefused(heads, 1, "");
        assertRefused(List.of(key(3, 1), key(3, 1)), 1, "");
        assertRefused(List.of(key(3, 2), key(3, 1)), 1, "");
        assertRefused(List.of(key(4, 1), key(3, 1)), 1, "");
    }

    @Test
    void followsOnlyEarlierMessagesOfItsAuthor() {
        assertThat(with(List.of(key(2, 4)), 1, "").header().headKeys()).containsExactly(key(2, 4));
        assertRefused(List.of(key(2, 5)), 1, "");
        assertRefused(List.of(key(2, 6)), 1, "");
        assertThat(with(List.of(key(3, 6)), 1, "").header().headKeys()).containsExactly(key(3, 6));
    }

    @Test
    void limitsNumbers() {
        assertRefused(List.of(), 0, "");
        assertRefused(List.of(), ChatMessage.MAX_LAMPORT + 1, "");
        assertThat(with(List.of(), ChatMessage.MAX_LAMPORT, "").lamport()).isEqualTo(ChatMessage.MAX_LAMPORT);
        assertThatThrownBy(() -> key(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> key(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeId(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ordersKeysByAuthorThenNumber() {
        assertThat(List.of(key(10, 1), key(2, 10), key(2, 9)).stream().sorted())
                .containsExactly(key(2, 9), key(2, 10), key(10, 1));
    }

    @Test
    void numbersEveryKind() {
        assertThat(List.of(Kind.of(1), Kind.of(2), Kind.of(3))).containsExactly(Kind.TEXT, Kind.EDIT, Kind.DELETE);
        for (Kind kind : Kind.values()) {
            assertThat(Kind.of(kind.number())).isEqualTo(kind);
        }
        assertThatThrownBy(() -> Kind.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kind.of(4)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(List<MessageKey> heads, long lamport, String text) {
        assertThatThrownBy(() -> with(heads, lamport, text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ChatMessage with(List<MessageKey> heads, long lamport, String text) {
        MessageId id = new MessageId(new UUID(1, 2));
        return TestMessages.create(id, KEY, Optional.empty(), heads, lamport, 0, Kind.TEXT, text, Optional.empty());
    }

    private static MessageKey key(int author, long seq) {
        return new MessageKey(new NodeId(author), seq);
    }
}
