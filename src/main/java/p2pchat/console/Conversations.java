package p2pchat.console;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkName;
import p2pchat.model.Saying;

/** The conversations of one session, by network. Belongs to the session's thread; no answer is waited for for ever. */
final class Conversations {

    /** Leaving tells the leader, which answers within a second or not at all. */
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(5);

    /** The node answers from what it knows, or from its disk. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    /** A log of years takes a while to go through. */
    private static final Duration READING_DEADLINE = Duration.ofMinutes(10);

    private final Map<NetworkName, Conversation> conversations = new TreeMap<>();

    void put(NetworkName network, Conversation conversation) {
        conversations.put(network, conversation);
    }

    CompletionStage<MessageId> say(NetworkName network, Saying what) {
        return find(network).orElseThrow().say(what);
    }

    CompletionStage<Answer> ask(NetworkName network, Question question) {
        boolean reads = question instanceof Question.Search
                || question instanceof Question.Export
                || question instanceof Question.OfMessage;
        return within(
                reads ? READING_DEADLINE : ANSWER_DEADLINE,
                find(network).orElseThrow().ask(question));
    }

    CompletionStage<Void> leave(NetworkName network) {
        return find(network)
                .map(with -> within(LEAVE_DEADLINE, with.leave()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private Optional<Conversation> find(NetworkName network) {
        return Optional.ofNullable(conversations.get(network));
    }

    private static <T> CompletionStage<T> within(Duration time, CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
