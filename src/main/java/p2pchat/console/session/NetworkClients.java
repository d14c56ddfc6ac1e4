package p2pchat.console.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/**
 * The conversations of one session, by network: what a dialogue wants of the node, and what comes of it. Belongs to the
 * session's thread; no answer is waited for for ever.
 */
final class NetworkClients {

    /** Leaving tells the leader, which answers within a second or not at all. */
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(5);

    /** The node answers from what it knows, or from its disk. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    /** A log of years takes a while to go through. */
    private static final Duration READING_DEADLINE = Duration.ofMinutes(10);

    private final Map<NetworkName, NetworkClient> conversations = new TreeMap<>();
    private final BiConsumer<NetworkName, Function<ConversationState, ConversationStep>> inputs;
    private final Consumer<MessageDraft> unsaid;

    /**
     * No conversation yet.
     *
     * @param inputs takes what the node answered, on any thread
     * @param unsaid takes what the node did not take, after that
     */
    NetworkClients(
            BiConsumer<NetworkName, Function<ConversationState, ConversationStep>> inputs,
            Consumer<MessageDraft> unsaid) {
        this.inputs = inputs;
        this.unsaid = unsaid;
    }

    void put(NetworkName network, NetworkClient conversation) {
        conversations.put(network, conversation);
    }

    void say(NetworkName network, ConversationEffect.Send say) {
        CompletionStage<?> unused = find(network).orElseThrow().send(say.draft()).whenComplete((id, failure) -> {
            inputs.accept(
                    network,
                    now -> failure == null
                            ? now.messageAccepted(say.ticket(), id)
                            : now.messageRefused(say.ticket(), SendErrors.explain(now, failure)));
            if (failure != null) {
                unsaid.accept(say.draft());
            }
        });
    }

    void ask(NetworkName network, ConversationEffect.Query ask) {
        ask(network, ask.ref(), ask.query(), (now, answer) -> now.queryAnswered(ask.ref(), answer));
    }

    void look(NetworkName network, ConversationEffect.Fetch look) {
        ask(network, look.intent().ref(), look.query(), (now, answer) -> now.messageFetched(look.intent(), answer));
    }

    private void ask(
            NetworkName network,
            Optional<String> ref,
            NodeQuery question,
            BiFunction<ConversationState, NodeAnswer, ConversationStep> then) {
        boolean reads = question instanceof NodeQuery.Search
                || question instanceof NodeQuery.Export
                || question instanceof NodeQuery.OfMessage;
        Duration deadline = reads ? READING_DEADLINE : ANSWER_DEADLINE;
        CompletionStage<?> unused = within(deadline, find(network).orElseThrow().query(question))
                .whenComplete((answer, failure) -> inputs.accept(
                        network,
                        now -> failure == null
                                ? then.apply(now, answer)
                                : now.queryFailed(ref, SendErrors.noAnswer(now, failure))));
    }

    /** The networks that the directory listed last. */
    void networks(NetworkName from, Consumer<List<NetworkName>> known) {
        CompletionStage<?> unused = find(from)
                .map(with -> within(ANSWER_DEADLINE, with.query(new NodeQuery.Networks(false))))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("not entered yet")))
                .thenAccept(answer -> known.accept(((NodeAnswer.Networks) answer)
                        .networks().stream().map(NetworkInfo::name).toList()));
    }

    void leave(NetworkName network) {
        CompletionStage<Void> left = find(network)
                .map(with -> within(LEAVE_DEADLINE, with.leave()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        CompletionStage<?> unused =
                left.whenComplete((done, failure) -> inputs.accept(network, ConversationState::leaveCompleted));
    }

    private Optional<NetworkClient> find(NetworkName network) {
        return Optional.ofNullable(conversations.get(network));
    }

    private static <T> CompletionStage<T> within(Duration time, CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
