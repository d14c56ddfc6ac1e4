package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VersionVectorTest {

    @Test
    void holdsAddedMessages() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            VersionVector vector = VersionVector.EMPTY;
            TreeSet<MessageKey> model = new TreeSet<>();
            for (int i = 0; i < 60; i++) {
                MessageKey key = new MessageKey(new NodeId(1 + random.nextInt(4)), 1 + random.nextInt(30));
                vector = vector.with(key);
                model.add(key);
            }
            assertThat(vector.size()).as("seed %d", seed).isEqualTo(model.size());
            for (int author = 1; author <= 5; author++) {
                for (int seq = 1; seq <= 30; seq++) {
                    MessageKey key = new MessageKey(new NodeId(author), seq);
                    assertThat(vector.contains(key))
                            .as("seed %d: %s", seed, key)
                            .isEqualTo(model.contains(key));
                }
            }
        }
    }

    @Test
    void absentAuthorHasNoMessages() { // H11
        assertThat(VersionVector.EMPTY.of(new NodeId(7))).isEqualTo(Ranges.NONE);
        assertThat(VersionVector.EMPTY.size()).isZero();
    }

    @Test
    void isImmutable() {
        TreeMap<NodeId, Ranges> source = new TreeMap<>(Map.of(new NodeId(2), Ranges.upTo(3)));
        VersionVector vector = VersionVector.of(source);
        source.put(new NodeId(1), Ranges.upTo(9));
        assertThat(vector).isEqualTo(VersionVector.EMPTY.with(new NodeId(2), Ranges.upTo(3)));
        assertThatThrownBy(() -> vector.byAuthor().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(vector.with(new MessageKey(new NodeId(1), 1)).byAuthor().firstKey())
                .isEqualTo(new NodeId(1));
    }
}
