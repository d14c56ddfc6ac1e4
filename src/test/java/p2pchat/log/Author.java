package p2pchat.log;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import p2pchat.TestMessages;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/** An author with a log, compared with a naive implementation of the same rules. */
final class Author {

    final NodeId id;
    private final MessageSigner signer;
    private final Random random;
    private final Set<ChatMessage> seen = new HashSet<>();
    MessageLog log = MessageLog.of(new LogStore.Summary(VersionVector.EMPTY, List.of()));

    Author(int id, long seed) {
        this.id = new NodeId(id);
        this.signer = TestMessages.signer(this.id);
        this.random = new Random(seed);
    }

    ChatMessage write() {
        LogChange change = new LogChange(log, signer);
        change.write(id, Draft.text("text"), MessageId.at(1, random), 1);
        ChatMessage message = change.batch().entries().get(0).message();
        log = change.committed(log.digest());
        seen.add(message);
        return message;
    }

    Author read(ChatMessage message) {
        LogChange change = new LogChange(log, signer);
        change.receive(message);
        log = change.committed(log.digest());
        seen.add(message);
        return this;
    }

    /** Returns messages that no known message follows, by head or as the author's next one. */
    SortedSet<MessageKey> openEnds() {
        SortedSet<MessageKey> open = new TreeSet<>();
        seen.forEach(message -> open.add(message.key()));
        seen.forEach(message -> message.header().headKeys().forEach(open::remove));
        seen.forEach(message -> open.removeIf(key -> key.author().equals(message.author())
                && key.seq() < message.key().seq()));
        return open;
    }

    long highestLamport() {
        return openEnds().stream()
                .mapToLong(key -> seen.stream()
                        .filter(message -> message.key().equals(key))
                        .findFirst()
                        .orElseThrow()
                        .lamport())
                .max()
                .orElse(0);
    }

    static ChatMessage message(int author, long seq, long lamport, MessageKey... heads) {
        return TestMessages.create(
                MessageId.at(seq, new Random(author * 1_000L + seq)),
                key(author, seq),
                Optional.empty(),
                List.of(heads),
                lamport,
                1,
                ChatMessage.Kind.TEXT,
                "text " + seq,
                Optional.empty());
    }

    static MessageKey key(int author, long seq) {
        return new MessageKey(new NodeId(author), seq);
    }
}
