package p2pchat.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.Seal;
import p2pchat.model.ShortHash;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.proof.Fault.Kind;

/**
 * Checks a whole log, message by message in history order: hashes, signatures, and that messages name each other by the
 * right hashes. It holds the hash of every message, about 150 bytes for each.
 */
public final class LogCheck {

    /** Enough to find what happened. */
    public static final int MAX_FAULTS = 100;

    private final NetworkVerifier keys;
    private final Function<Uid, Optional<Bytes>> cards;
    private final Map<Uid, Card> verified = new HashMap<>();
    private final Set<Uid> unknown = new HashSet<>();
    private final Map<NodeId, Author> authors = new TreeMap<>();
    private final Map<MessageKey, MessageHash> hashes = new HashMap<>();
    private final Map<MessageKey, List<Reference>> awaited = new HashMap<>();
    private final Map<MessageKey, Stub> withoutText = new TreeMap<>();
    private final Set<MessageKey> deleted = new HashSet<>();
    private final Set<MessageKey> faulty = new HashSet<>();
    /** Numbers that their authors skipped, because they had lost the message before. */
    private final Set<MessageKey> free = new HashSet<>();

    private final List<Fault> faults = new ArrayList<>();
    private Optional<HistoryPlace> last = Optional.empty();
    private VersionVector expected = VersionVector.EMPTY;
    private long faultCount;

    private static final class Author {
        private final Card card;
        private Optional<Seal> seal = Optional.empty();
        private long deleted;

        private Author(Card card) {
            this.card = card;
        }
    }

    /** One message names another, by part of its hash or by all of it. */
    private record Reference(ShortHash hash, Optional<MessageHash> whole, MessageKey by, long line) {

        private boolean matches(MessageHash found) {
            return found.shortHash().equals(hash) && whole.map(found::equals).orElse(true);
        }
    }

    /** A message without text: itself or the message that it edits must have been deleted. */
    private record Stub(MessageKey target, long line) {}

    private static final class FaultException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Kind kind;

        private FaultException(Kind kind) {
            this.kind = kind;
        }
    }

    /** @param cards returns the encoded card of an author, which need not be verified */
    public LogCheck(NetworkVerifier keys, Function<Uid, Optional<Bytes>> cards) {
        this.keys = keys;
        this.cards = cards;
    }

    /**
     * Checks the next message with its seal.
     *
     * @param line of a transcript, else 0
     */
    public void add(long line, ChatMessage message) {
        Optional<Kind> fault = prove(message);
        if (fault.isPresent()) {
            faulty.add(message.key());
            fault(new Fault(line, Optional.of(message.key()), fault.get(), ""));
            return;
        }
        hashes.put(message.key(), message.hash());
        if (message.isErased()) {
            withoutText.put(message.key(), new Stub(message.amendedMessage().orElse(message.key()), line));
        }
        if (message.kind() == ChatMessage.Kind.DELETE) {
            message.amendedMessage().or(message::moderatedMessage).ifPresent(deleted::add);
        }
        List<Reference> references = awaited.remove(message.key());
        if (references != null) {
            references.forEach(reference -> compare(message.key(), reference, message.hash()));
        }
        MessageHash prev = message.header().prev();
        if (message.key().seq() > 1) {
            MessageKey before = new MessageKey(message.author(), message.key().seq() - 1);
            if (prev.equals(MessageHash.NONE)) {
                free.add(before);
            } else {
                expect(before, new Reference(prev.shortHash(), Optional.of(prev), message.key(), line));
            }
        }
        message.heads().forEach(head -> expect(head, message.key(), line));
        message.about().ifPresent(about -> expect(about, message.key(), line));
    }

    /** Adds a fault that was found outside. A message that cannot be read is not reported as missing, too. */
    public void fault(Fault fault) {
        if (fault.kind() == Kind.DAMAGED) {
            fault.message().ifPresent(faulty::add);
        }
        if (faults.size() < MAX_FAULTS) {
            faults.add(fault);
        }
        faultCount++;
    }

    /** Returns why a message is not proven; empty if it is. */
    Optional<Kind> prove(ChatMessage message) {
        try {
            verify(message);
            return Optional.empty();
        } catch (FaultException e) {
            return Optional.of(e.kind);
        }
    }

    /** Returns the verified card of a message's author. */
    Optional<Card> card(ChatMessage message) {
        return message.seal().flatMap(seal -> card(seal.uid()));
    }

    /**
     * Adds the messages that the log should have, beside those that messages name.
     *
     * @param claimed the log's own account
     */
    public void expect(VersionVector claimed) {
        expected = expected.union(claimed);
    }

    private void verify(ChatMessage message) throws FaultException {
        boolean ordered =
                last.map(before -> before.compareTo(message.place()) < 0).orElse(true);
        last = Optional.of(message.place());
        require(ordered, Kind.OUT_OF_ORDER);
        require(!hashes.containsKey(message.key()) && !faulty.contains(message.key()), Kind.REPEATED);
        Seal seal = message.seal().orElseThrow(() -> new FaultException(Kind.NOT_SIGNED));
        require(keys.hash(seal.uid(), message.header()).equals(message.hash()), Kind.CHANGED);
        require(seal.covers(message.key(), message.hash()), Kind.CHANGED);
        verify(seal);
        require(message.body().map(body -> body.matches(message.header())).orElse(true), Kind.TEXT_CHANGED);
    }

    private void verify(Seal seal) throws FaultException {
        Card card = card(seal.uid()).orElseThrow(() -> new FaultException(Kind.UNKNOWN_AUTHOR));
        Author author = authors.get(seal.author());
        require(author == null || author.card.proof().equals(card.proof()), Kind.TWO_DEVICES);
        if (author == null || !author.seal.equals(Optional.of(seal))) {
            require(keys.verify(seal, card.device()), Kind.NOT_SIGNED);
            authors.computeIfAbsent(seal.author(), node -> new Author(card)).seal = Optional.of(seal);
        }
    }

    private Optional<Card> card(Uid uid) {
        Card known = verified.get(uid);
        if (known == null && !unknown.contains(uid)) {
            try {
                Optional<Bytes> encoded = cards.apply(uid);
                known = encoded.isPresent() ? keys.card(encoded.get()) : null;
            } catch (ForgedException e) {
                known = null;
            }
            if (known != null && known.proof().uid(keys.network()).equals(uid)) {
                verified.put(uid, known);
            } else {
                unknown.add(uid);
            }
        }
        return Optional.ofNullable(verified.get(uid));
    }

    private void expect(MessageRef named, MessageKey by, long line) {
        expect(named.key(), new Reference(named.hash(), Optional.empty(), by, line));
    }

    private void expect(MessageKey named, Reference reference) {
        MessageHash found = hashes.get(named);
        if (found == null) {
            awaited.computeIfAbsent(named, key -> new ArrayList<>(1)).add(reference);
        } else {
            compare(named, reference, found);
        }
    }

    private void compare(MessageKey named, Reference reference, MessageHash found) {
        if (!reference.matches(found)) {
            fault(new Fault(
                    reference.line(),
                    Optional.of(named),
                    Kind.FORKED,
                    reference.by().toString()));
        }
    }

    /** Ends the check. */
    public LogReport end(Optional<Card> exporter) {
        withoutText.forEach((key, stub) -> {
            if (deleted.contains(stub.target())) {
                Optional.ofNullable(authors.get(key.author())).ifPresent(author -> author.deleted++);
            } else {
                fault(new Fault(stub.line(), Optional.of(key), Kind.WITHHELD, ""));
            }
        });
        Map<NodeId, Ranges> held = ranges(List.of(hashes.keySet()));
        Map<NodeId, Ranges> missing = missing();
        missing.forEach((author, ranges) -> ranges.ranges().forEach(range -> {
            MessageKey first = new MessageKey(author, range.from());
            List<Reference> by = awaited.getOrDefault(first, List.of());
            fault(new Fault(by.isEmpty() ? 0 : by.get(0).line(), Optional.of(first), Kind.MISSING, ""));
        }));
        List<AuthorReport> reports = new ArrayList<>();
        authors.forEach((node, author) -> reports.add(new AuthorReport(
                node,
                author.card,
                held.getOrDefault(node, Ranges.NONE),
                missing.getOrDefault(node, Ranges.NONE),
                author.deleted)));
        return new LogReport(keys.network(), keys.genesis(), reports, faults, faultCount, exporter);
    }

    private Map<NodeId, Ranges> missing() {
        Map<NodeId, Ranges> present = ranges(List.of(faulty, free, hashes.keySet()));
        Map<NodeId, Ranges> missing = new TreeMap<>();
        VersionVector.of(ranges(List.of(faulty, hashes.keySet(), awaited.keySet())))
                .union(expected)
                .byAuthor()
                .forEach((author, all) -> missing.put(
                        author, present.getOrDefault(author, Ranges.NONE).missing(1, all.last())));
        return missing;
    }

    private static Map<NodeId, Ranges> ranges(List<Set<MessageKey>> keys) {
        Map<NodeId, List<Range>> ranges = new TreeMap<>();
        keys.stream().flatMap(Set::stream).distinct().sorted().forEach(key -> {
            List<Range> known = ranges.computeIfAbsent(key.author(), author -> new ArrayList<>());
            int end = known.size() - 1;
            if (end >= 0 && known.get(end).to() + 1 == key.seq()) {
                known.set(end, new Range(known.get(end).from(), key.seq()));
            } else {
                known.add(new Range(key.seq(), key.seq()));
            }
        });
        Map<NodeId, Ranges> byAuthor = new TreeMap<>();
        ranges.forEach((author, known) -> byAuthor.put(author, new Ranges(known)));
        return byAuthor;
    }

    private static void require(boolean holds, Kind otherwise) throws FaultException {
        if (!holds) {
            throw new FaultException(otherwise);
        }
    }
}
