package p2pchat.chat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.Member;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.RosterDecision;

/**
 * Emits the network events of chat: messages with their authors' nicks, their delivery, and a failing store.
 *
 * <p>Part of the {@link ChatActor}; runs on its thread.
 */
final class ChatEvents {

    /** Maximum number of nicks known. Further authors have none. */
    static final int MAX_NICKS = 20_000;

    private final NodeId self;
    private final Map<NodeId, Nick> nicks;
    /** The authors of whose messages two versions exist, with the number of the first. */
    private final Map<NodeId, Long> frozen = new TreeMap<>();

    private final Consumer<NetworkEvent> events;
    private final LongSupplier clock;
    private Optional<Problem> lastProblem = Optional.empty();

    ChatEvents(NodeId self, Map<NodeId, Nick> nicks, Consumer<NetworkEvent> events, LongSupplier clock) {
        this.self = self;
        this.nicks = new TreeMap<>(nicks);
        this.events = events;
        this.clock = clock;
    }

    void rename(Member member) {
        nicks.put(member.node(), member.nick());
    }

    /** Adds nicks that other members know. Own knowledge takes precedence, and the number is limited. */
    void nicksLearned(Map<NodeId, Nick> authors) {
        authors.entrySet().stream()
                .limit(Math.max(0, MAX_NICKS - nicks.size()))
                .forEach(author -> nicks.putIfAbsent(author.getKey(), author.getValue()));
    }

    /** Shows a stored message as history. */
    void show(HistoryEntry entry) {
        boolean own = entry.message().author().equals(self);
        Nick nick = nicks.getOrDefault(entry.message().author(), entry.nick());
        events.accept(NetworkEvent.Said.stored(entry.by(nick), own));
    }

    void show(DeliveredMessage delivered, boolean live) {
        ChatMessage message = delivered.message();
        boolean text = message.kind() == ChatMessage.Kind.TEXT;
        boolean gone = message.isErased();
        if (text ? live && gone : gone || !changesAnything(delivered) || editsWhatIsDeleted(delivered)) {
            return; // deleted before it was delivered, or an edit of a deleted message, or without effect
        }
        boolean own = message.author().equals(self);
        Nick nick = nick(message.author());
        long now = clock.getAsLong();
        OrderMark mark = delivered.mark();
        if (text) {
            NetworkEvent.Revision revision = gone ? NetworkEvent.Revision.DELETED : NetworkEvent.Revision.ORIGINAL;
            NetworkEvent.Said said =
                    new NetworkEvent.Said(message, nick, own, live, now, mark, revision, isFrozen(message.key()));
            events.accept(
                    delivered.about().stream().findFirst().map(said::amended).orElse(said));
        } else {
            events.accept(new NetworkEvent.Amended(message, delivered.about(), nick, own, live, now, mark));
        }
    }

    /** Returns false for an edit of another author's message, and for a deletion of one that does not count or came early. */
    private static boolean changesAnything(DeliveredMessage amendment) {
        return amendment.message().amendedMessage().isPresent()
                || (amendment.message().moderatedMessage().isPresent()
                        && !amendment.about().isEmpty());
    }

    /** Detects an edit that is concurrent with the deletion of its target. The deletion wins. */
    private static boolean editsWhatIsDeleted(DeliveredMessage edit) {
        return edit.message().kind() == ChatMessage.Kind.EDIT
                && edit.about().stream().anyMatch(said -> said.kind() == ChatMessage.Kind.TEXT && said.isErased());
    }

    void forked(ChatActor.ForkKnown fork) {
        if (fork.frozen()) {
            frozen.put(fork.author(), fork.from());
        }
        if (fork.news()) {
            events.accept(new NetworkEvent.Forked(
                    fork.author(), nick(fork.author()), fork.from(), fork.frozen(), fork.own()));
        }
    }

    void voided(NodeId author, Ranges messages, Optional<RosterDecision> because) {
        events.accept(new NetworkEvent.Voided(author, nick(author), messages, because));
    }

    private boolean isFrozen(MessageKey key) {
        Long from = frozen.get(key.author());
        return from != null && key.seq() >= from;
    }

    private Nick nick(NodeId author) {
        Nick known = nicks.get(author);
        return known == null ? new Nick(author.toString()) : known;
    }

    void show(NetworkEvent.Delivery delivery) {
        events.accept(delivery);
    }

    void show(NetworkEvent.Replayed history) {
        events.accept(history);
    }

    /** Reports a failing store once, not for every batch. */
    void storeFailed(@Nullable Throwable cause) {
        Optional<Problem> problem = ProblemException.find(cause);
        if (problem.isPresent() && !problem.equals(lastProblem)) {
            events.accept(new NetworkEvent.Trouble(problem.get()));
        }
        lastProblem = problem;
    }

    void storeRecovered() {
        lastProblem = Optional.empty();
    }
}
