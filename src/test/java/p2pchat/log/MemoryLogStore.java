package p2pchat.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/**
 * An in-memory store that outlives the process of a simulated member and behaves like the SQLite store. It can be full, and
 * copied like a backup.
 */
public final class MemoryLogStore implements LogStore {

    /** Small, so that a short run needs several pages. */
    private static final int PAGE = 20;

    /** A stored message. One that does not wait was delivered or is implausible. */
    public record Row(ChatMessage message, MessageHash hash, boolean delivered, OrderMark mark) {
        public boolean waits() {
            return !delivered && mark != OrderMark.UNSOUND;
        }
    }

    private final Uid self;
    private final NavigableMap<MessageKey, Row> rows = new TreeMap<>();
    private final NavigableMap<MessageKey, Amendments> amendments = new TreeMap<>();
    private final NavigableMap<NodeId, Ranges> cursors = new TreeMap<>();
    private final Map<NodeId, Nick> nicks = new TreeMap<>();
    private final NavigableMap<NodeId, Chain> chains = new TreeMap<>();
    private final NavigableMap<NodeId, Fork> forks = new TreeMap<>();
    private List<Head> frontier = List.of();
    private final NavigableMap<MessageKey, Row> voidRows = new TreeMap<>();
    private Restrictions restrictions = Restrictions.NONE;
    private VersionVector givenUp = VersionVector.EMPTY;
    private Digest digest = Digest.NOTHING;
    private boolean full;

    /** Creates the empty store of a member. */
    public MemoryLogStore(Uid self) {
        this.self = self;
    }

    /** Returns a copy of the current state. */
    public MemoryLogStore backup() {
        MemoryLogStore copy = new MemoryLogStore(self);
        copy.rows.putAll(rows);
        copy.amendments.putAll(amendments);
        copy.cursors.putAll(cursors);
        copy.chains.putAll(chains);
        copy.forks.putAll(forks);
        copy.frontier = frontier;
        copy.givenUp = givenUp;
        copy.digest = digest;
        copy.voidRows.putAll(voidRows);
        copy.restrictions = restrictions;
        return copy;
    }

    public void full(boolean now) {
        full = now;
    }

    public NavigableMap<MessageKey, Row> rows() {
        return Collections.unmodifiableNavigableMap(rows);
    }

    public NavigableMap<MessageKey, Amendments> amendments() {
        return Collections.unmodifiableNavigableMap(amendments);
    }

    public Digest digest() {
        return digest;
    }

    public MessageHash hash(ChatMessage message) {
        return message.hash();
    }

    public Summary summaryNow() {
        VersionVector vector = VersionVector.EMPTY;
        VersionVector waiting = VersionVector.EMPTY;
        for (Row row : rows.values()) {
            vector = vector.with(row.message().key());
            waiting = row.waits() ? waiting.with(row.message().key()) : waiting;
        }
        return new Summary(
                vector,
                frontier,
                waiting,
                givenUp,
                digest,
                own(),
                deleted(),
                List.copyOf(chains.values()),
                List.copyOf(forks.values()),
                restrictions);
    }

    private Optional<OwnMessage> own() {
        return rows.values().stream()
                .map(Row::message)
                .filter(message -> message.seal().orElseThrow().uid().equals(self))
                .reduce((earlier, later) -> later)
                .map(last -> new OwnMessage(last.key(), last.hash()));
    }

    private VersionVector deleted() {
        VersionVector deleted = VersionVector.EMPTY;
        for (Amendments each : amendments.values()) {
            deleted = each.deleted() ? deleted.with(each.target()) : deleted;
        }
        return deleted;
    }

    @Override
    public CompletionStage<Summary> summary() {
        return CompletableFuture.completedFuture(summaryNow());
    }

    @Override
    public CompletionStage<List<Waiting>> readWaiting(int limit) {
        return CompletableFuture.completedFuture(inOrder().stream()
                .filter(Row::waits)
                .limit(limit)
                .map(row -> Waiting.of(row.message()))
                .toList());
    }

    @Override
    public CompletionStage<Appended> append(Batch batch) {
        if (full) {
            return CompletableFuture.failedFuture(new ProblemException(new Problem.DiskFull(Path.of("log.db"))));
        }
        batch.forks().forEach(this::save);
        List<Outcome> outcomes = batch.entries().stream()
                .map(entry -> insert(entry, batch.counts(entry.message().key())))
                .toList();
        batch.chains().forEach(chain -> chains.put(chain.author(), chain));
        List<ChatMessage> released = new ArrayList<>();
        for (Release release : batch.released()) {
            Row row = rows.get(release.key());
            boolean sound = release.mark() != OrderMark.UNSOUND;
            rows.put(release.key(), new Row(row.message(), row.hash(), sound, release.mark()));
            released.add(row.message());
        }
        frontier = List.copyOf(batch.frontier());
        givenUp = batch.givenUp().orElse(givenUp);
        return CompletableFuture.completedFuture(new Appended(outcomes, released, digest));
    }

    @Override
    public CompletionStage<Boolean> eraseHidden() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Restricted> restrict(Restrictions now) {
        if (full) {
            return CompletableFuture.failedFuture(new ProblemException(new Problem.DiskFull(Path.of("log.db"))));
        }
        NavigableMap<MessageKey, Row> all = new TreeMap<>(rows);
        all.putAll(voidRows);
        VersionVector voided = VersionVector.EMPTY;
        NavigableMap<NodeId, Long> followed = new TreeMap<>();
        for (Row row : all.values()) {
            ChatMessage message = row.message();
            MessageKey key = message.key();
            boolean counted = rows.containsKey(key);
            Fork fork = forks.get(message.author());
            boolean digested = fork == null || !fork.covers(key);
            if (now.isVoid(key) && counted) {
                rows.remove(key);
                voidRows.put(key, row);
                digest = digested ? digest.minus(row.hash()) : digest;
                voided = row.delivered() && message.kind() == ChatMessage.Kind.TEXT ? voided.with(key) : voided;
                message.heads().forEach(head -> followed.merge(head.author(), head.seq(), Math::max));
                followed.merge(message.author(), now.limit(message.author()), Math::max);
            } else if (!now.isVoid(key) && !counted) {
                voidRows.remove(key);
                rows.put(key, new Row(message, row.hash(), false, OrderMark.PLAIN));
                digest = digested ? digest.plus(row.hash()) : digest;
                givenUp = givenUp.with(key);
            }
        }
        recount(now, followed);
        restrictions = now;
        List<Waiting> waiting = inOrder().stream()
                .filter(Row::waits)
                .map(row -> Waiting.of(row.message()))
                .toList();
        return CompletableFuture.completedFuture(new Restricted(summaryNow(), waiting, voided));
    }

    private void recount(Restrictions now, Map<NodeId, Long> followed) {
        NavigableMap<MessageKey, Head> open = new TreeMap<>();
        frontier.stream().filter(head -> !now.isVoid(head.key())).forEach(head -> open.put(head.key(), head));
        Map<NodeId, ChatMessage> last = new TreeMap<>();
        rows.values().stream()
                .filter(row -> !row.waits())
                .forEach(row -> last.put(row.message().author(), row.message()));
        chains.keySet().removeIf(author -> !last.containsKey(author));
        chains.replaceAll((author, chain) -> new Chain(last.get(author).ref(), chain.answered(), chain.disputed()));
        last.forEach((author, message) -> {
            if (message.key().seq() <= followed.getOrDefault(author, 0L)) {
                open.put(message.key(), new Head(message.ref(), message.lamport()));
            }
        });
        Map<NodeId, Head> returning = new TreeMap<>();
        rows.values().stream()
                .map(Row::message)
                .filter(message -> restrictions.isVoid(message.key()))
                .forEach(message -> returning.put(message.author(), new Head(message.ref(), message.lamport())));
        returning.values().forEach(head -> open.put(head.key(), head));
        frontier = List.copyOf(open.values());
        Set<NodeId> authors = new TreeSet<>(restrictions.limits().keySet());
        authors.addAll(now.limits().keySet());
        for (NodeId author : authors) {
            Ranges lost = givenUp.of(author).minus(above(restrictions.limit(author)));
            Ranges back = Ranges.NONE;
            for (Row row : rows.values()) {
                boolean returned = row.message().author().equals(author)
                        && restrictions.isVoid(row.message().key())
                        && row.waits();
                back = returned ? back.with(row.message().key().seq()) : back;
            }
            givenUp = givenUp.with(author, lost.union(back).union(above(now.limit(author))));
        }
        amendments.values().removeIf(amended -> now.isVoid(amended.target()) || !amended.deleted());
        rows.values().forEach(row -> row.message().amendedMessage().ifPresent(target -> amend(row.message(), target)));
    }

    private static Ranges above(long limit) {
        return limit >= MessageKey.MAX_SEQ
                ? Ranges.NONE
                : new Ranges(List.of(new Ranges.Range(limit + 1, MessageKey.MAX_SEQ)));
    }

    private void save(Fork fork) {
        Fork before = forks.put(fork.author(), fork);
        rows.values().stream()
                .filter(row -> fork.covers(row.message().key()))
                .filter(row -> before == null || !before.covers(row.message().key()))
                .forEach(row -> digest = digest.minus(row.hash()));
    }

    private Outcome insert(Entry entry, boolean counts) {
        ChatMessage message = entry.message();
        MessageHash hash = hash(message);
        Row before = rows.get(message.key());
        if (before != null) {
            return before.hash().equals(hash) ? Outcome.DUPLICATE : Outcome.CONFLICT;
        }
        MessageKey about = message.amendedMessage().orElse(message.key());
        boolean gone =
                message.kind() != ChatMessage.Kind.DELETE && amended(about).deleted();
        boolean delivered = entry.delivered() && entry.mark() != OrderMark.UNSOUND;
        rows.put(message.key(), new Row(gone ? message.erased() : message, hash, delivered, entry.mark()));
        digest = counts ? digest.plus(hash) : digest;
        message.amendedMessage().ifPresent(target -> amend(message, target));
        return gone ? Outcome.ERASED : Outcome.STORED;
    }

    private void amend(ChatMessage amendment, MessageKey target) {
        Amendments after = amended(target).with(amendment);
        amendments.put(target, after);
        if (after.deleted()) {
            rows.replaceAll((key, row) -> {
                ChatMessage message = row.message();
                boolean said = key.equals(target) || message.amendedMessage().equals(Optional.of(target));
                return said && message.kind() != ChatMessage.Kind.DELETE
                        ? new Row(message.erased(), row.hash(), row.delivered(), row.mark())
                        : row;
            });
        }
    }

    private Amendments amended(MessageKey target) {
        return amendments.getOrDefault(target, Amendments.none(target));
    }

    private List<Row> inOrder() {
        List<Row> sorted = new ArrayList<>(rows.values());
        sorted.sort(
                (one, other) -> one.message().place().compareTo(other.message().place()));
        return sorted;
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return CompletableFuture.completedFuture(rows.values().stream()
                .map(Row::message)
                .filter(message -> message.author().equals(author))
                .filter(message -> wanted.contains(message.key().seq()))
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        List<HistoryPlace> places = inOrder().stream()
                .map(row -> row.message().place())
                .filter(place -> lacking.contains(place.key()))
                .toList();
        return CompletableFuture.completedFuture(
                places.size() <= count ? Optional.empty() : Optional.of(places.get(places.size() - count - 1)));
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after) {
        List<ChatMessage> all = inOrder().stream()
                .map(Row::message)
                .filter(message -> wanted.contains(message.key()))
                .filter(message -> after.isEmpty() || message.place().compareTo(after.get()) > 0)
                .toList();
        boolean more = all.size() > PAGE;
        List<ChatMessage> page = more ? all.subList(0, PAGE) : all;
        return CompletableFuture.completedFuture(new Page(
                List.copyOf(page), more ? Optional.of(page.get(PAGE - 1).place()) : Optional.empty()));
    }

    @Override
    public CompletionStage<List<ChatMessage>> find(MessageId id) {
        return CompletableFuture.completedFuture(rows.values().stream()
                .map(Row::message)
                .filter(message -> message.id().equals(id))
                .toList());
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        List<HistoryEntry> texts = inOrder().stream()
                .filter(row -> row.delivered() && row.message().kind() == ChatMessage.Kind.TEXT)
                .map(row -> new HistoryEntry(
                        row.message(), new Nick(row.message().author().toString()), 0))
                .toList();
        return CompletableFuture.completedFuture(texts.subList(Math.max(0, texts.size() - limit), texts.size()));
    }

    @Override
    public CompletionStage<List<MemberId>> authors() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        return CompletableFuture.completedFuture(Map.copyOf(nicks));
    }

    @Override
    public void saveNicks(Map<NodeId, Nick> authors) {
        nicks.putAll(authors);
    }

    @Override
    public CompletionStage<Map<NodeId, Ranges>> cursors() {
        return CompletableFuture.completedFuture(cursorsNow());
    }

    public Map<NodeId, Ranges> cursorsNow() {
        return new TreeMap<>(cursors);
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        cursors.put(member, stored);
    }

    /** Reports messages that wait without reason, for assertions. */
    public Collection<Row> waitingRows() {
        return rows.values().stream().filter(Row::waits).toList();
    }
}
