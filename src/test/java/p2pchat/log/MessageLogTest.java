package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestMessages.head;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

class MessageLogTest {

    private static final MessageSigner SIGNER = TestMessages.signer(new NodeId(1));

    @Test
    void firstMessageHasNoHeads() {
        ChatMessage first = new Author(3, 1).write();
        assertThat(first.key()).isEqualTo(key(3, 1));
        assertThat(first.heads()).isEmpty();
        assertThat(first.lamport()).isEqualTo(1);
    }

    @Test
    void singleAuthorWritesChain() {
        Author author = new Author(3, 1);
        author.write();
        author.write();
        ChatMessage third = author.write();
        assertThat(third.key()).isEqualTo(key(3, 3));
        assertThat(third.header().headKeys()).containsExactly(key(3, 2));
        assertThat(third.lamport()).isEqualTo(3);
    }

    @Test
    void nextMessageFollowsBothConcurrentOnes() { // M10
        Author ada = new Author(1, 1);
        Author bob = new Author(2, 2);
        ChatMessage adasFirst = ada.write();
        ChatMessage adas = ada.write();
        ChatMessage bobs = bob.write();
        ada.read(bobs);
        ChatMessage next = ada.write();
        assertThat(next.header().headKeys()).containsExactly(adas.key(), bobs.key());
        assertThat(next.lamport()).isEqualTo(3);
        assertThat(ada.log.frontier()).containsOnlyKeys(next.key());
        ChatMessage answer = bob.read(adasFirst).read(adas).read(next).write();
        assertThat(answer.header().headKeys()).containsExactly(next.key());
        assertThat(answer.lamport()).isEqualTo(4);
    }

    @Test
    void graphIsAcyclic() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Author> authors = List.of(new Author(1, seed), new Author(2, seed + 1), new Author(3, seed + 2));
            Map<MessageKey, ChatMessage> all = new HashMap<>();
            Map<Author, List<ChatMessage>> underWay = new HashMap<>();
            authors.forEach(author -> underWay.put(author, new ArrayList<>()));
            for (int step = 0; step < 60; step++) {
                Author author = authors.get(random.nextInt(3));
                List<ChatMessage> inbox = underWay.get(author);
                List<ChatMessage> ready = inbox.stream()
                        .filter(message -> message.header().headKeys().stream().allMatch(author.log.vector()::contains))
                        .toList();
                if (random.nextInt(3) == 0 || ready.isEmpty()) {
                    Set<MessageKey> open = author.openEnds();
                    long highest = author.highestLamport();
                    ChatMessage written = author.write();
                    assertThat(written.header().headKeys()).as("seed %d", seed).containsExactlyElementsOf(open);
                    assertThat(written.lamport()).as("seed %d", seed).isEqualTo(highest + 1);
                    assertThat(all.put(written.key(), written))
                            .as("numbered once")
                            .isNull();
                    underWay.forEach((reader, messages) -> {
                        if (reader != author) {
                            messages.add(written);
                        }
                    });
                } else {
                    ChatMessage next = ready.get(random.nextInt(ready.size())); // any causal order
                    inbox.remove(next);
                    author.read(next);
                }
                assertThat(author.log.frontier().keySet()).as("seed %d", seed).isEqualTo(author.openEnds());
            }
            assertAcyclic(all, seed);
        }
    }

    /** Lamport numbers rise along every edge, so there are no cycles. */
    private static void assertAcyclic(Map<MessageKey, ChatMessage> all, long seed) {
        for (ChatMessage message : all.values()) {
            for (MessageKey head : message.header().headKeys()) {
                assertThat(all).as("seed %d", seed).containsKey(head);
                assertThat(all.get(head).lamport()).as("seed %d", seed).isLessThan(message.lamport());
            }
        }
    }

    @Test
    void waitsForPredecessorsAndHeads() { // I4
        Author reader = new Author(9, 1);
        reader.read(message(2, 2, 2, key(2, 1))).read(message(3, 1, 3, key(2, 2)));
        assertThat(reader.log.frontier()).isEmpty();
        assertThat(reader.log.missing()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
        assertThat(new LogChange(reader.log, SIGNER)
                        .compose(reader.id, Draft.text("x"), message(1, 1, 1).id(), 1)
                        .heads())
                .as("what waits was not on the screen")
                .isEmpty();
        reader.read(message(2, 1, 1));
        assertThat(reader.log.frontier()).containsOnlyKeys(key(3, 1));
        assertThat(reader.log.missing().isEmpty()).isTrue();
    }

    @Test
    void waitsForPredecessorThatIsNoHead() { // it follows 64 of 100 heads (I4)
        Author reader = new Author(9, 1);
        reader.read(message(2, 2, 1));
        assertThat(reader.log.frontier()).isEmpty();
        assertThat(reader.log.missing()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
        reader.read(message(2, 1, 1));
        assertThat(reader.log.frontier()).containsOnlyKeys(key(2, 2));
        assertThat(reader.log.waiting().size()).isZero();
    }

    /** A newcomer writes before it has fetched anything (newcomer 1). */
    @Test
    void firstMessageFollowsLeadersFrontier() {
        Author newcomer = new Author(9, 1);
        newcomer.read(message(4, 1, 1));
        newcomer.log = follow(newcomer.log, message(2, 7, 30), message(3, 2, 40, key(2, 6)));
        LogChange change = new LogChange(newcomer.log, SIGNER);
        MessageId id = message(9, 1, 1).id();
        ChatMessage first = change.write(newcomer.id, Draft.text("first"), id, 1);
        assertThat(first.header().headKeys()).containsExactly(key(2, 7), key(3, 2), key(4, 1));
        assertThat(first.lamport()).isEqualTo(41);
        assertThat(change.write(newcomer.id, Draft.text("second"), id, 1)
                        .header()
                        .headKeys())
                .containsExactly(first.key());
        newcomer.log = change.committed(newcomer.log.digest());
        assertThat(newcomer.log.waiting().size()).isZero();
    }

    @Test
    void followsOnlyWhatIsNotHere() {
        Author reader = new Author(9, 1);
        ChatMessage here = message(2, 1, 1);
        reader.read(here).read(message(2, 2, 2, here.key()));
        reader.log = follow(reader.log, here);
        assertThat(reader.log.frontier()).containsOnlyKeys(key(2, 2));
    }

    /** A store restored from a backup lacks own messages that the leader holds, and no message follows itself. */
    @Test
    void followsNoLaterOwnMessage() {
        Author restored = new Author(9, 1);
        restored.log = follow(restored.log, message(9, 1, 5), message(2, 1, 3));
        ChatMessage first = restored.write();
        assertThat(first.header().headKeys()).containsExactly(key(2, 1));
        assertThat(first.lamport()).isEqualTo(4);
    }

    private static MessageLog follow(MessageLog log, ChatMessage... frontier) {
        LogChange change = new LogChange(log, SIGNER);
        change.follow(Stream.of(frontier)
                .map(message -> new Head(message.ref(), message.lamport()))
                .toList());
        return change.committed(log.digest());
    }

    /** An author that lost its log may number a message after one that it does not follow (H11). */
    @Test
    void frontierKeepsHigherLamportOfSameAuthor() {
        Author reader = new Author(9, 1);
        ChatMessage other = message(2, 1, 1);
        reader.read(other).read(message(3, 1, 2, other.key())).read(message(3, 2, 1));
        assertThat(reader.log.frontier()).containsOnlyKeys(key(3, 1), key(3, 2));
        assertThat(reader.write().lamport()).isEqualTo(3);
    }

    @Test
    void lateMessageIsNotInFrontier() {
        Author reader = new Author(9, 1);
        reader.read(message(2, 3, 3, key(2, 2)));
        LogChange change = new LogChange(reader.log, SIGNER);
        change.giveUp(reader.log.missing());
        reader.log = change.committed(reader.log.digest());
        assertThat(reader.log.frontier()).containsOnlyKeys(key(2, 3));
        reader.read(message(2, 1, 1));
        assertThat(reader.log.frontier()).containsOnlyKeys(key(2, 3));
        assertThat(reader.log.vector().of(key(2, 1).author()))
                .isEqualTo(Ranges.NONE.with(1).with(3));
        assertThat(reader.write().header().headKeys()).containsExactly(key(2, 3));
    }

    /** Forged cycles must not block other messages permanently. */
    @Test
    void givesUpCycles() {
        Author reader = new Author(9, 1);
        ChatMessage low = message(2, 1, 5, key(4, 1));
        ChatMessage middle = message(3, 1, 6, key(2, 1));
        ChatMessage high = message(4, 1, 7, key(3, 1));
        ChatMessage follower = message(5, 1, 8, key(4, 1));
        reader.read(follower).read(high).read(middle);
        assertThat(reader.log.missing()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
        reader.read(low);
        assertThat(reader.log.missing()).isEqualTo(VersionVector.EMPTY.with(key(4, 1)));

        LogChange change = new LogChange(reader.log, SIGNER);
        change.giveUp(reader.log.missing());
        reader.log = change.committed(reader.log.digest());

        LogStore.Appended stored =
                new LogStore.Appended(List.of(), List.of(low, middle, high, follower), reader.log.digest());
        assertThat(change.delivered(stored))
                .containsExactlyInAnyOrder(
                        new DeliveredMessage(low, OrderMark.AFTER_GAP),
                        new DeliveredMessage(middle, OrderMark.PLAIN),
                        new DeliveredMessage(high, OrderMark.LATE),
                        new DeliveredMessage(follower, OrderMark.AFTER_GAP));
        assertThat(reader.log.waiting().size()).isZero();
        assertThat(reader.log.missing().isEmpty()).isTrue();
        assertThat(reader.log.givenUp().isEmpty()).isTrue();
    }

    @Test
    void arrivedMessageIsNotGivenUp() {
        Author reader = new Author(9, 1);
        reader.read(message(2, 3, 3, key(2, 2)));
        VersionVector lost = reader.log.missing();
        ChatMessage came = message(2, 2, 2, key(2, 1));
        reader.read(came);
        LogChange change = new LogChange(reader.log, SIGNER);
        change.giveUp(lost);
        assertThat(change.delivered(new LogStore.Appended(
                        List.of(), List.of(came, message(2, 3, 3, key(2, 2))), reader.log.digest())))
                .contains(new DeliveredMessage(came, OrderMark.AFTER_GAP));
        assertThat(change.committed(reader.log.digest()).givenUp()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
    }

    @Test
    void duplicateChangesNothing() {
        Author reader = new Author(9, 1);
        ChatMessage message = message(2, 1, 1);
        MessageLog before = reader.read(message).read(message(3, 1, 2, key(2, 1))).log;
        LogChange change = new LogChange(before, SIGNER);
        change.receive(message);
        assertThat(change.committed(before.digest())).isEqualTo(before);
    }

    @Test
    void followsMostRecentHeadsFirst() {
        Author reader = new Author(1, 1);
        VersionVector held = VersionVector.EMPTY;
        List<Head> open = new ArrayList<>();
        for (int author = 2; author <= 101; author++) {
            held = held.with(key(author, 1));
            open.add(head(key(author, 1), 200 - author));
        }
        reader.log = MessageLog.of(new LogStore.Summary(held, open));
        ChatMessage first = reader.write();
        assertThat(first.heads()).hasSize(ChatMessage.MAX_HEADS).isSorted();
        assertThat(first.heads().get(0).key()).isEqualTo(key(2, 1));
        assertThat(first.heads().get(63).key()).isEqualTo(key(65, 1));
        assertThat(first.lamport()).isEqualTo(199);
        ChatMessage second = reader.write();
        assertThat(second.header().headKeys()).hasSize(37).contains(first.key(), key(66, 1), key(101, 1));
        assertThat(second.lamport()).isEqualTo(200);
        assertThat(reader.log.frontier()).containsOnlyKeys(second.key());
    }

    @Test
    void implausibleLamportIsNotDeliveredAndBlocksNothing() { // protocol 2.7
        Author reader = new Author(1, 1);
        reader.read(message(2, 1, ChatMessage.MAX_LAMPORT)).read(message(3, 1, 1));
        assertThat(reader.log.frontier()).containsOnlyKeys(key(3, 1));
        assertThat(reader.log.vector().contains(key(2, 1))).isTrue();
        assertThat(reader.write().lamport()).isEqualTo(2);
    }

    /** (reliability F1b) */
    @Test
    void refusesNumbersFarAboveThoseHeld() {
        LogChange change = new LogChange(new Author(1, 1).log, SIGNER);
        change.receive(message(2, MessageKey.MAX_GAP + 1, 1));
        change.receive(message(2, MessageKey.MAX_SEQ, 1));
        change.receive(message(2, MessageKey.MAX_GAP, 1));
        change.receive(message(2, 2 * MessageKey.MAX_GAP, 2));
        LogStore.Appended stored =
                new LogStore.Appended(List.of(Outcome.STORED, Outcome.CONFLICT), List.of(), Digest.NOTHING);
        assertThat(change.batch().entries()).hasSize(2);
        assertThat(change.outcomes(stored))
                .containsExactly(Outcome.TOO_FAR, Outcome.TOO_FAR, Outcome.STORED, Outcome.CONFLICT);
    }

    /** A forged head does not mark all that its alleged author writes later as late. */
    @Test
    void givesUpFarHeadAlone() {
        Author reader = new Author(1, 1);
        reader.read(message(2, 1, 1)).read(message(3, 1, 900, key(2, MessageKey.MAX_SEQ)));
        VersionVector missing = reader.log.missing();
        assertThat(missing).isEqualTo(VersionVector.EMPTY.with(key(2, MessageKey.MAX_SEQ)));
        LogChange change = new LogChange(reader.log, SIGNER);
        change.giveUp(missing);
        change.receive(message(2, 2, 2, key(2, 1)));
        LogStore.Appended released =
                new LogStore.Appended(List.of(Outcome.STORED), List.of(message(3, 1, 900)), Digest.NOTHING);
        assertThat(change.delivered(released))
                .extracting(DeliveredMessage::mark)
                .containsExactly(OrderMark.AFTER_GAP, OrderMark.PLAIN);
        assertThat(change.committed(Digest.NOTHING).frontier()).containsOnlyKeys(key(2, 2), key(3, 1));
    }

    /** The store was restored from a backup (H11). */
    @Test
    void skipsTakenNumbers() {
        Author ann = new Author(1, 1);
        ChatMessage first = ann.write();
        ChatMessage forgotten = new Author(1, 1).read(first).write();
        LogStore.Appended nothingReleased = new LogStore.Appended(List.of(), List.of(), ann.log.digest());
        LogChange change = new LogChange(ann.log.withTaken(VersionVector.EMPTY.with(ann.id, Ranges.upTo(2))), SIGNER);
        ChatMessage third = change.write(ann.id, MessageLog.Draft.text("three"), first.id(), 1);
        assertThat(third.key()).isEqualTo(Author.key(1, 4)); // 3 stays free, because 4 does not name 2
        assertThat(change.delivered(nothingReleased)).containsExactly(new DeliveredMessage(third, OrderMark.AFTER_GAP));
        MessageLog log = change.committed(ann.log.digest());
        assertThat(log.missing()).isEqualTo(VersionVector.EMPTY.with(forgotten.key()));
        LogChange back = new LogChange(log, SIGNER);
        back.receive(forgotten);
        assertThat(back.delivered(nothingReleased)).containsExactly(new DeliveredMessage(forgotten, OrderMark.LATE));
        assertThat(back.committed(log.digest()).missing().isEmpty()).isTrue();
    }

    @Test
    void continuesAfterRestart() { // R12
        VersionVector held = VersionVector.EMPTY.with(key(1, 1)).with(key(1, 2)).with(key(2, 4));
        MessageLog log = MessageLog.of(new LogStore.Summary(held, List.of(head(key(1, 2), 8), head(key(2, 4), 6))));
        ChatMessage next = new LogChange(log, SIGNER)
                .compose(
                        key(1, 1).author(),
                        Draft.text("again"),
                        message(1, 1, 1).id(),
                        5);
        assertThat(next.key()).isEqualTo(key(1, 3));
        assertThat(next.header().headKeys()).containsExactly(key(1, 2), key(2, 4));
        assertThat(next.lamport()).isEqualTo(9);
        assertThat(next.sentAt()).isEqualTo(5);
    }
}
