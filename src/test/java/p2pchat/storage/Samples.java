package p2pchat.storage;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import p2pchat.TestMessages;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRings;
import p2pchat.log.LogStore;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.Head;
import p2pchat.model.HistoryEntry;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Sample values, and helpers that wait for results. */
final class Samples {

    static final NetworkName NAME = new NetworkName("ops");
    static final KeyRings KEYS = keys();
    static final NetworkId NETWORK = found();

    private Samples() {}

    /** Returns the keys of another device. */
    static KeyRings keys() {
        return new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), () -> 0);
    }

    /** Returns another network of the same name. */
    static NetworkId found() {
        return KEYS.found(NAME, KEYS.device().key(), Genesis.DirectoryMode.PINNED);
    }

    /** Opens a log of {@link #KEYS} for reading. */
    static HistoryReader reader(Path file) {
        return HistoryReader.open(file, KEYS.device().storageKey());
    }

    /** Stores messages and delivers all of them. */
    static CompletionStage<List<LogStore.Outcome>> append(
            LogStore store, List<ChatMessage> messages, Collection<Head> frontier) {
        List<LogStore.Entry> entries = messages.stream()
                .map(message -> new LogStore.Entry(message, true, OrderMark.PLAIN))
                .toList();
        return store.append(new LogStore.Batch(entries, List.of(), frontier, Optional.empty()))
                .thenApply(LogStore.Appended::outcomes);
    }

    static MessageKey key(int author, long seq) {
        return new MessageKey(new NodeId(author), seq);
    }

    static ChatMessage text(int author, long seq, long lamport, String text) {
        return TestMessages.create(
                new MessageId(new UUID(author, seq)),
                key(author, seq),
                Optional.empty(),
                List.of(),
                lamport,
                1_000 + lamport,
                ChatMessage.Kind.TEXT,
                text,
                Optional.empty());
    }

    static List<ChatMessage> texts(int author, long from, long to) {
        List<ChatMessage> messages = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            messages.add(text(author, seq, seq, "message " + seq));
        }
        return messages;
    }

    /** Returns the messages without seals, as they are read for display. */
    static List<ChatMessage> shown(List<ChatMessage> messages) {
        return messages.stream().map(Samples::shown).toList();
    }

    static ChatMessage shown(ChatMessage message) {
        return new ChatMessage(message.header(), message.body(), message.hash(), Optional.empty());
    }

    static Member member(int node, String nick) {
        return new Member(
                new MemberId(new NodeId(node), new Uid(new UUID(7, node))),
                new Address("10.0.0." + node, 4_700 + node % 100),
                new Nick(nick),
                new ViewId(1, node));
    }

    static View view(long epoch, int seq, Member... members) {
        return new View(new ViewId(epoch, seq), members[0].node(), List.of(members));
    }

    static Leader leader(int node) {
        return Leader.of(member(node, "leader"));
    }

    /** Returns the newest messages of the log. */
    static List<ChatMessage> newest(LogStore store, int limit) {
        return get(store.newest(limit)).stream().map(HistoryEntry::message).toList();
    }

    /** Returns the result, or throws the problem that the stage failed with. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException known ? known : e;
        }
    }

    static Problem problemOf(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }
}
