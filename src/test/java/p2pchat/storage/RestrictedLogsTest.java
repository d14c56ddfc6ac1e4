package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.LogChange;
import p2pchat.log.LogStore;
import p2pchat.log.LogStore.Restricted;
import p2pchat.log.MemoryLogStore;
import p2pchat.log.MessageLog;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/**
 * Logs with the same messages and restrictions are equal, in whatever order these arrive (attacks 28 and 37). Both the store
 * in memory and that on disk.
 */
final class RestrictedLogsTest {

    private static final int AUTHORS = 4;

    @TempDir
    Path folder;

    /** A log that commits at once. */
    private static final class Log {

        private final NodeId self;
        private final LogStore store;
        private final Random random;
        private MessageLog now;

        Log(int self, LogStore store, Random random) {
            this.self = new NodeId(self);
            this.store = store;
            this.random = random;
            this.now = MessageLog.of(get(store.summary()));
        }

        private void commit(LogChange change) {
            now = change.committed(get(store.append(change.batch())).digest());
        }

        private LogChange change() {
            return new LogChange(now, TestMessages.signer(self));
        }

        ChatMessage write(MessageLog.Draft draft) {
            LogChange change = change();
            change.write(self, draft, MessageId.at(1, random), 1);
            ChatMessage written = change.batch().entries().get(0).message();
            commit(change);
            return written;
        }

        void receive(List<ChatMessage> messages) {
            LogChange change = change();
            change.receive(messages);
            commit(change);
        }

        void restrict(Restrictions restrictions) {
            Restricted done = get(store.restrict(restrictions));
            now = MessageLog.of(done.log());
            LogChange change = change();
            change.reload(done.waiting(), true);
            commit(change);
        }

        /** Stops waiting for what no log has, and restarts. */
        void settle() {
            LogChange change = change();
            change.giveUp(now.missing());
            commit(change);
            MessageLog restarted = MessageLog.of(get(store.summary()));
            assertThat(restarted.state()).isEqualTo(now.state());
            assertThat(restarted.settled()).isEqualTo(now.settled());
            now = restarted;
        }

        /** Fetches what the other log has. */
        void fetch(Log other) {
            receive(other.all(now.state().lacking(other.now.state())));
        }

        List<ChatMessage> all(VersionVector wanted) {
            List<ChatMessage> found = new ArrayList<>();
            wanted.byAuthor().forEach((author, ranges) -> found.addAll(get(store.read(author, ranges, 1_000))));
            return found;
        }

        Digest counted() {
            Digest sum = Digest.NOTHING;
            for (ChatMessage message : all(now.vector())) {
                sum = sum.plus(message.hash());
            }
            return sum;
        }
    }

    private List<ChatMessage> story(Random random) {
        List<Log> authors = new ArrayList<>();
        List<ChatMessage> story = new ArrayList<>();
        for (int i = 1; i <= AUTHORS; i++) {
            authors.add(new Log(i, new MemoryLogStore(TestMessages.uid(new NodeId(i))), random));
        }
        for (int step = 0; step < 24; step++) {
            Log author = authors.get(random.nextInt(AUTHORS));
            List<ChatMessage> own = story.stream()
                    .filter(message -> message.author().equals(author.self))
                    .filter(message -> message.kind() == ChatMessage.Kind.TEXT)
                    .toList();
            MessageLog.Draft draft = MessageLog.Draft.text("step " + step);
            if (!own.isEmpty() && random.nextInt(4) == 0) {
                Optional<MessageRef> target =
                        Optional.of(own.get(random.nextInt(own.size())).ref());
                draft = random.nextBoolean()
                        ? new MessageLog.Draft(ChatMessage.Kind.EDIT, "edit " + step, target)
                        : new MessageLog.Draft(ChatMessage.Kind.DELETE, "", target);
            }
            ChatMessage written = author.write(draft);
            story.add(written);
            authors.stream()
                    .filter(other -> other != author && random.nextInt(3) > 0)
                    .forEach(other -> other.receive(List.of(written)));
        }
        return story;
    }

    private static Restrictions restrictions(Random random) {
        TreeMap<NodeId, Long> limits = new TreeMap<>();
        for (int i = 1; i <= AUTHORS; i++) {
            if (random.nextInt(3) == 0) {
                limits.put(new NodeId(i), (long) random.nextInt(6));
            }
        }
        return Restrictions.of(limits, Map.of());
    }

    private static void play(Log log, List<ChatMessage> story, List<Restrictions> restrictions, Random random) {
        List<ChatMessage> shuffled = new ArrayList<>(story);
        Collections.shuffle(shuffled, random);
        Deque<ChatMessage> left = new ArrayDeque<>(shuffled);
        while (!left.isEmpty()) {
            List<ChatMessage> batch = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0 && !left.isEmpty(); i--) {
                batch.add(left.remove());
            }
            log.receive(batch);
            if (random.nextInt(6) == 0) {
                log.restrict(restrictions.get(random.nextInt(restrictions.size())));
            }
        }
    }

    private static void assertEqual(Log one, Log other, Restrictions now) {
        for (int i = 0; i < 3; i++) {
            one.fetch(other);
            other.fetch(one);
        }
        one.settle();
        other.settle();
        assertThat(one.now.vector()).isEqualTo(other.now.vector());
        assertThat(one.now.digest()).isEqualTo(other.now.digest()).isEqualTo(one.counted());
        assertThat(one.now.state().isSameAs(other.now.state())).isTrue();
        assertThat(one.now.missing().size()).as("nothing waits").isZero();
        assertThat(get(one.store.summary()).undelivered()).isEqualTo(VersionVector.EMPTY);
        assertThat(now.counted(one.now.vector())).isEqualTo(one.now.vector());
        assertThat(one.now.frontier().keySet()).noneMatch(now::isVoid);
        one.now
                .chains()
                .byAuthor()
                .values()
                .forEach(chain -> assertThat(now.isVoid(chain.last().key())).isFalse());
    }

    private void converges(long seed, LogStore first, LogStore second) {
        Random random = new Random(seed);
        List<ChatMessage> story = story(random);
        List<Restrictions> all =
                List.of(restrictions(random), restrictions(random), Restrictions.NONE, restrictions(random));
        Log one = new Log(9, first, random);
        Log other = new Log(8, second, random);
        play(one, story, all, random);
        play(other, story, all, random);
        Restrictions last = all.get(3);
        one.restrict(last);
        other.restrict(last);
        assertEqual(one, other, last);
        one.restrict(Restrictions.NONE);
        other.restrict(Restrictions.NONE);
        one.receive(story); // what both refused
        assertEqual(one, other, Restrictions.NONE);
        assertThat(one.now.vector().size()).as("all return").isEqualTo(story.size());
    }

    @Test
    void logsInMemoryConvergeInAnyOrder() {
        for (long seed = 0; seed < 300; seed++) {
            converges(
                    seed,
                    new MemoryLogStore(TestMessages.uid(new NodeId(9))),
                    new MemoryLogStore(TestMessages.uid(new NodeId(8))));
        }
    }

    @Test
    void logOnDiskConvergesWithOneInMemory() {
        for (long seed = 0; seed < 25; seed++) {
            try (SqliteNetworkStore disk = open(seed)) {
                converges(seed, disk, new MemoryLogStore(TestMessages.uid(new NodeId(8))));
            }
        }
    }

    private SqliteNetworkStore open(long seed) {
        return SqliteNetworkStore.open(folder.resolve(seed + ".db"), NETWORK, NAME, KEYS, () -> 5_000);
    }

    /** The next own message follows everything that was seen and counts, though void messages had followed it. */
    @Test
    void nextMessageFollowsAllThatCounts() {
        for (long seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            List<ChatMessage> story = story(random);
            Restrictions last = restrictions(random);
            try (SqliteNetworkStore disk = open(seed)) {
                Log log = new Log(9, disk, random);
                log.receive(story);
                log.restrict(last);
                assertFollowsAll(log, story, last);
                log.restrict(Restrictions.NONE);
                assertFollowsAll(log, story, Restrictions.NONE);
            }
        }
    }

    private static void assertFollowsAll(Log log, List<ChatMessage> story, Restrictions now) {
        Map<MessageKey, ChatMessage> byKey = new TreeMap<>();
        story.forEach(message -> byKey.put(message.key(), message));
        TreeSet<MessageKey> past = new TreeSet<>();
        Deque<MessageKey> open = new ArrayDeque<>(log.now.frontier().keySet());
        while (!open.isEmpty()) {
            MessageKey key = open.remove();
            if (past.add(key)) {
                open.addAll(byKey.get(key).header().headKeys());
                if (key.seq() > 1) {
                    open.add(new MessageKey(key.author(), key.seq() - 1));
                }
            }
        }
        past.removeIf(now::isVoid);
        byKey.keySet().removeIf(now::isVoid);
        assertThat(past).isEqualTo(byKey.keySet());
    }
}
