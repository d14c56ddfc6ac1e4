package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageIdTest {

    private static final long NOW = 0x17F22E279B0L; // the example of RFC 9562, appendix A.6

    @Test
    void isUuidVersion7() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            MessageId id = MessageId.at(NOW, random);
            assertThat(id.value().version()).isEqualTo(7);
            assertThat(id.value().variant()).isEqualTo(2);
            assertThat(id.toString()).startsWith("017f22e2-79b0-7");
        }
    }

    @Test
    void sortsByTime() {
        Random random = new Random(2);
        long last = (1L << 47) - 1;
        for (long now = 1; now < last; now = now * 2 + random.nextInt(3)) {
            String earlier = MessageId.at(now, random).toString();
            String later = MessageId.at(now + 1, random).toString();
            assertThat(earlier).isLessThan(later);
        }
    }

    @Test
    void isUniqueWithinAMillisecond() {
        Random random = new Random(3);
        Set<MessageId> drawn = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(drawn.add(MessageId.at(NOW, random))).isTrue();
        }
    }

    @Test
    void roundTripsBytes() {
        MessageId id = MessageId.at(NOW, new Random(4));
        assertThat(MessageId.of(id.bytes())).isEqualTo(id);
        assertThatThrownBy(() -> MessageId.of(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roundTripsText() {
        MessageId id = MessageId.at(NOW, new Random(4));
        assertThat(MessageId.parse(id.toString())).contains(id);
        assertThat(MessageId.parse(id.toString().substring(1))).isEmpty();
        assertThat(MessageId.parse("1-1-1-1-1")).as("a UUID to Java").isEmpty();
    }
}
