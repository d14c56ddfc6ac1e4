package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VectorClock;

class CausalPastTest {

    private final Map<MessageKey, ChatMessage> log = new LinkedHashMap<>();
    private int looks;

    @Test
    void firstMessageHasOnlyItselfInClock() {
        assertThat(clock(say(1))).isEqualTo(clock(Map.of(1, 1L)));
    }

    @Test
    void concurrentMessagesDoNotCount() {
        ChatMessage first = say(1);
        ChatMessage left = say(1, first);
        ChatMessage right = say(2, first);
        assertThat(clock(right)).isEqualTo(clock(Map.of(1, 1L, 2, 1L)));
        assertThat(clock(say(3, left, right))).isEqualTo(clock(Map.of(1, 2L, 2, 1L, 3, 1L)));
    }

    @Test
    void higherCountOfTwoPathsWins() {
        ChatMessage early = say(1);
        ChatMessage answer = say(2, early);
        ChatMessage late = say(1, early);
        ChatMessage echo = say(3, late);
        ChatMessage high = say(2, answer);
        ChatMessage higher = say(2, high); // visited before the echo; follows only the first message of #1
        assertThat(clock(say(4, higher, echo))).isEqualTo(clock(Map.of(1, 2L, 2, 3L, 3, 1L, 4, 1L)));
    }

    @Test
    void equalsNaiveWalkOfPast() {
        for (int seed = 0; seed < 200; seed++) {
            log.clear();
            Random random = new Random(seed);
            randomGroup(random, 2 + random.nextInt(6));
            for (ChatMessage message : List.copyOf(log.values())) {
                assertThat(clock(message))
                        .as("seed %d, %s", seed, message.key())
                        .isEqualTo(walked(message));
            }
        }
    }

    @Test
    void searchIsShortWhenAllAuthorsAreActive() {
        ChatMessage last = say(1);
        for (int i = 0; i < 3_000; i++) {
            last = say(1 + i % 3, last);
        }
        clock(last);
        assertThat(looks).isLessThan(10);
    }

    @Test
    void skipsAuthorsWhoStartedLater() {
        ChatMessage early = say(1);
        for (int i = 0; i < 1_000; i++) {
            early = say(1, early);
        }
        ChatMessage last = early;
        for (int i = 0; i < 1_000; i++) {
            last = say(2, last);
        }
        assertThat(clock(early)).isEqualTo(clock(Map.of(1, 1_001L)));
        assertThat(looks).isZero();
    }

    @Test
    void searchEndsAtFirstMessageOfLastCandidate() {
        ChatMessage first = say(1);
        ChatMessage second = say(1, first);
        ChatMessage third = say(1, second);
        say(3, first); // concurrent with the second, and visited before it
        assertThat(clock(say(2, third))).isEqualTo(clock(Map.of(1, 3L, 2, 1L)));
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void messageWithoutHeadsNeedsNoSearch() {
        say(1);
        assertThat(clock(say(2))).isEqualTo(clock(Map.of(2, 1L)));
        assertThat(looks).isZero();
    }

    @Test
    void missingHeadsCount() {
        MessageKey lost = new MessageKey(new NodeId(1), 7);
        ChatMessage message = keep(new MessageKey(new NodeId(2), 1), 8, List.of(lost));
        assertThat(clock(message)).isEqualTo(clock(Map.of(1, 7L, 2, 1L)));
    }

    @Test
    void longSearchIsStoppedAndMarkedIncomplete() {
        CausalPast past = new CausalPast(
                keep(new MessageKey(new NodeId(1), 900_000), 900_001, List.of(new MessageKey(new NodeId(1), 899_999))),
                Map.of(
                        new NodeId(1), new HistoryPlace(2, new MessageKey(new NodeId(1), 1)),
                        new NodeId(2), new HistoryPlace(1, new MessageKey(new NodeId(2), 1))));
        long seq = 899_999;
        while (past.wantsMore()) {
            MessageKey key = new MessageKey(new NodeId(1), seq);
            past.visit(new HistoryPlace(seq + 1, key), List.of(new MessageKey(new NodeId(1), seq - 1)));
            seq--;
        }
        assertThat(899_999 - seq).isEqualTo(CausalPast.MAX_VISITED);
        assertThat(past.clock()).isEqualTo(new VectorClock(new TreeMap<>(Map.of(new NodeId(1), 900_000L)), false));
    }

    @Test
    void missingHeadsDoNotFillMemory() {
        ChatMessage message = keep(new MessageKey(new NodeId(1), 900_000), 900_000, nowhere(900_000));
        NodeId silent = new NodeId(2);
        CausalPast past = new CausalPast(message, Map.of(silent, new HistoryPlace(1, new MessageKey(silent, 1))));
        long seq = 899_999;
        while (past.wantsMore()) {
            past.visit(new HistoryPlace(seq, new MessageKey(new NodeId(1), seq)), nowhere(seq));
            seq--;
        }
        assertThat(899_999 - seq).isLessThan(CausalPast.MAX_PENDING);
        assertThat(past.clock().whole()).isFalse();
    }

    /** Returns the heads of the message with this number, which are its predecessor and many missing ones. */
    private static List<MessageKey> nowhere(long seq) {
        List<MessageKey> heads = new ArrayList<>(List.of(new MessageKey(new NodeId(1), seq - 1)));
        for (int i = 1; i < ChatMessage.MAX_HEADS; i++) {
            heads.add(new MessageKey(new NodeId(7), (900_000 - seq) * ChatMessage.MAX_HEADS + i));
        }
        return heads;
    }

    /** Members write and exchange messages at random. */
    private void randomGroup(Random random, int members) {
        List<Set<MessageKey>> heard = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            heard.add(new TreeSet<>());
        }
        for (int step = 0; step < 60; step++) {
            int one = random.nextInt(members);
            if (random.nextInt(3) > 0) {
                heard.get(one).addAll(heard.get(random.nextInt(members)));
            } else {
                Set<MessageKey> known = heard.get(one);
                Set<MessageKey> heads = new TreeSet<>(known);
                known.forEach(key -> heads.removeAll(log.get(key).header().headKeys()));
                ChatMessage said = say(one + 1, heads.stream().map(log::get).toArray(ChatMessage[]::new));
                known.add(said.key());
            }
        }
    }

    private VectorClock walked(ChatMessage message) {
        TreeMap<NodeId, Long> upTo = new TreeMap<>();
        Set<MessageKey> seen = new HashSet<>();
        List<MessageKey> left = new ArrayList<>(List.of(message.key()));
        while (!left.isEmpty()) {
            MessageKey key = left.remove(left.size() - 1);
            if (seen.add(key)) {
                upTo.merge(key.author(), key.seq(), Math::max);
                left.addAll(log.get(key).header().headKeys());
            }
        }
        return new VectorClock(upTo, true);
    }

    private VectorClock clock(ChatMessage message) {
        Map<NodeId, HistoryPlace> firsts = new TreeMap<>();
        log.values().forEach(one -> firsts.merge(one.author(), one.place(), (a, b) -> a.compareTo(b) < 0 ? a : b));
        CausalPast past = new CausalPast(message, firsts);
        looks = 0;
        List<ChatMessage> before = log.values().stream()
                .filter(one -> one.place().compareTo(message.place()) < 0)
                .sorted((a, b) -> b.place().compareTo(a.place()))
                .toList();
        for (ChatMessage one : before) {
            if (!past.wantsMore()) {
                break;
            }
            past.visit(one.place(), one.header().headKeys());
            looks++;
        }
        return past.clock();
    }

    private static VectorClock clock(Map<Integer, Long> upTo) {
        TreeMap<NodeId, Long> byNode = new TreeMap<>();
        upTo.forEach((node, seq) -> byNode.put(new NodeId(node), seq));
        return new VectorClock(byNode, true);
    }

    private ChatMessage say(int author, ChatMessage... heads) {
        NodeId node = new NodeId(author);
        long seq =
                log.keySet().stream().filter(key -> key.author().equals(node)).count() + 1;
        long lamport = 1;
        TreeSet<MessageKey> keys = new TreeSet<>();
        for (ChatMessage head : heads) {
            lamport = Math.max(lamport, head.lamport() + 1);
            keys.add(head.key());
        }
        return keep(new MessageKey(node, seq), lamport, List.copyOf(keys));
    }

    private ChatMessage keep(MessageKey key, long lamport, List<MessageKey> heads) {
        ChatMessage message = TestMessages.create(
                new MessageId(new UUID(key.author().value(), key.seq())),
                key,
                Optional.empty(),
                heads,
                lamport,
                0,
                ChatMessage.Kind.TEXT,
                "",
                Optional.empty());
        log.put(key, message);
        return message;
    }
}
