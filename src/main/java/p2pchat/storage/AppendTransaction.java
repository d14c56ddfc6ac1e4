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
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.Release;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.MessageKey;
import p2pchat.model.Seal;

/** Appends one batch to the log, together with the effects of edits and deletions. */
final class AppendTransaction {

    private final SqliteSession session;
    private final long now;
    private final Map<MessageKey, List<ChatMessage>> amended = new HashMap<>();
    private final Set<Seal> seals = Collections.newSetFromMap(new IdentityHashMap<>());
    private Digest digest;
    /** Whether an edit or deletion is stored whose message is missing. */
    private boolean anyMissing;

    AppendTransaction(SqliteSession session, long now) throws SQLException {
        this.session = session;
        this.now = now;
        this.digest = MetaTable.read(session, MetaTable.DIGEST).orElse(Digest.NOTHING);
        this.anyMissing = AmendmentRows.anyMissing(session);
    }

    Appended run(Batch batch) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(batch.entries().size());
        for (Entry entry : batch.entries()) {
            outcomes.add(append(entry));
        }
        for (Seal seal : seals) {
            SealRows.insert(session, seal);
        }
        List<ChatMessage> released = new ArrayList<>();
        for (Release release : batch.released()) {
            Optional<ChatMessage> message = MessageRows.release(session, release, now);
            if (message.isPresent()) {
                AmendmentRows.collectAmended(session, message.get(), amended);
                AmendmentRows.collectEarlierEdit(session, message.get().key(), amended);
                released.add(message.get());
            }
        }
        MetaTable.write(session, MetaTable.FRONTIER, List.copyOf(batch.frontier()));
        MetaTable.write(session, MetaTable.DIGEST, digest);
        if (batch.givenUp().isPresent()) {
            MetaTable.write(session, MetaTable.GIVEN_UP, batch.givenUp().get());
        }
        return new Appended(outcomes, released, amended, digest);
    }

    private Outcome append(Entry entry) throws SQLException {
        ChatMessage message = entry.message();
        boolean text = message.kind() == ChatMessage.Kind.TEXT;
        boolean maybeAmended = text && anyMissing;
        if (entry.delivered()) {
            AmendmentRows.collectAmended(session, message, amended);
        }
        boolean deleted = (!text || maybeAmended) && AmendmentRows.deletedBefore(session, message);
        Entry stored = deleted ? new Entry(message.erased(), entry.delivered(), entry.mark()) : entry;
        Outcome outcome = MessageRows.insert(session, stored, now);
        if (outcome != Outcome.STORED) {
            return outcome;
        }
        digest = digest.plus(message.hash());
        message.seal().ifPresent(seals::add);
        if (maybeAmended) {
            AmendmentRows.markFound(session, message.key());
        } else if (!text) {
            AmendmentRows.apply(session, message);
            anyMissing = AmendmentRows.anyMissing(session);
        }
        if (maybeAmended && !deleted && entry.delivered()) {
            AmendmentRows.collectEarlierEdit(session, message.key(), amended);
        }
        return deleted ? Outcome.ERASED : Outcome.STORED;
    }
}
