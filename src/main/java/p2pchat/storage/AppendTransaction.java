package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import p2pchat.log.Chain;
import p2pchat.log.Fork;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.Release;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.Seal;

/** Appends one batch to the log, together with the effects of edits and deletions. */
final class AppendTransaction {

    private final SqliteSession session;
    private final long now;
    private final Map<MessageKey, List<ChatMessage>> amended = new HashMap<>();
    private final Set<Seal> seals = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AuthorRows authors;
    /** Texts that are stored together, because one statement for many rows is faster. */
    private final List<Entry> pending = new ArrayList<>();

    private Digest digest;
    /** Whether an edit or deletion is stored whose message is missing. */
    private boolean anyMissing;

    AppendTransaction(SqliteSession session, long now) throws SQLException {
        this.session = session;
        this.now = now;
        this.authors = new AuthorRows(session);
        this.digest = MetaTable.read(session, MetaTable.DIGEST).orElse(Digest.NOTHING);
        this.anyMissing = AmendmentRows.anyMissing(session);
    }

    Appended run(Batch batch) throws SQLException {
        for (Fork fork : batch.forks()) {
            for (MessageHash hash : ChainRows.save(session, fork)) {
                digest = digest.minus(hash);
            }
        }
        List<Outcome> outcomes = new ArrayList<>(batch.entries().size());
        for (Entry entry : batch.entries()) {
            outcomes.add(append(entry, batch.counts(entry.message().key())));
        }
        for (Chain chain : batch.chains()) {
            ChainRows.save(session, chain);
        }
        insertPending();
        authors.write();
        for (Seal seal : seals) {
            SealRows.insert(session, seal);
        }
        List<ChatMessage> released = new ArrayList<>();
        for (Release release : batch.released()) {
            Optional<ChatMessage> message = MessageRows.release(session, release);
            if (message.isPresent()) {
                AmendmentRows.collectAmended(session, message.get(), amended);
                AmendmentRows.collectEarlierEdit(session, message.get().key(), amended);
                released.add(HiddenRows.shown(session, message.get()));
            }
        }
        MetaTable.write(session, MetaTable.FRONTIER, List.copyOf(batch.frontier()));
        MetaTable.write(session, MetaTable.DIGEST, digest);
        if (batch.givenUp().isPresent()) {
            MetaTable.write(session, MetaTable.GIVEN_UP, batch.givenUp().get());
        }
        return new Appended(outcomes, released, amended, digest);
    }

    private Outcome append(Entry entry, boolean counts) throws SQLException {
        ChatMessage message = entry.message();
        if (authors.isStored(message.key())) {
            insertPending();
            boolean same = MessageRows.hash(session, message.key()).equals(Optional.of(message.hash()));
            return same ? Outcome.DUPLICATE : Outcome.CONFLICT; // H14
        }
        authors.add(message);
        digest = counts ? digest.plus(message.hash()) : digest;
        message.seal().ifPresent(seals::add);
        if (message.kind() == ChatMessage.Kind.TEXT && !anyMissing) {
            pending.add(entry);
            return Outcome.STORED;
        }
        insertPending();
        return appendAmended(entry);
    }

    /** Stores an edit, a deletion, or a text that may have been edited or deleted before. */
    private Outcome appendAmended(Entry entry) throws SQLException {
        ChatMessage message = entry.message();
        if (entry.delivered()) {
            AmendmentRows.collectAmended(session, message, amended);
        }
        boolean deleted = AmendmentRows.deletedBefore(session, message);
        Entry stored = deleted ? new Entry(message.erased(), entry.delivered(), entry.mark()) : entry;
        MessageRows.insert(session, List.of(stored), now);
        boolean hidden = HiddenRows.isHidden(session, message);
        if (message.kind() == ChatMessage.Kind.TEXT) {
            AmendmentRows.markFound(session, message.key());
            if (!deleted && !hidden && entry.delivered()) {
                AmendmentRows.collectEarlierEdit(session, message.key(), amended);
            }
        } else {
            AmendmentRows.apply(session, message);
            HiddenRows.hide(session, message, now);
            anyMissing = AmendmentRows.anyMissing(session);
        }
        return deleted || hidden ? Outcome.ERASED : Outcome.STORED;
    }

    private void insertPending() throws SQLException {
        MessageRows.insert(session, pending, now);
        pending.clear();
    }
}
