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
import p2pchat.model.MessageId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/**
 * The clients of a session's networks. Performs effects and feeds the results back, each within a deadline. Used by the
 * session's thread only.
 */
final class NetworkClients {

    /** The leader confirms within a second, or not at all. */
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(5);

    /** The node answers from memory or from a short read. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    /** A decision is stored first. */
    private static final Duration DECISION_DEADLINE = Duration.ofSeconds(10);

    /** Scanning a log of many years takes a while. */
    private static final Duration SCAN_DEADLINE = Duration.ofMinutes(10);

    /** The node fails its open requests when it ends; a read of the log may take longer. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** Completes when every send so far has been answered. Answers are reported in the order of the sends. */
    private CompletionStage<Void> sends = CompletableFuture.completedFuture(null);

    private final Map<NetworkName, NetworkClient> clients = new TreeMap<>();

    /** Completes, for each network, when every request so far has been answered. */
    private final Map<NetworkName, CompletableFuture<Void>> answered = new TreeMap<>();

    private final BiConsumer<NetworkName, Function<ConversationState, Step<ConversationState>>> inputs;
    private final Consumer<MessageDraft> unsent;

    /**
     * @param inputs receives the results, on any thread
     * @param unsent receives each message that the node refused, after the result
     */
    NetworkClients(
            BiConsumer<NetworkName, Function<ConversationState, Step<ConversationState>>> inputs,
            Consumer<MessageDraft> unsent) {
        this.inputs = inputs;
        this.unsent = unsent;
    }

    void put(NetworkName network, NetworkClient client) {
        clients.put(network, client);
    }

    void send(Effect.Send send) {
        NetworkName network = send.network();
        CompletionStage<MessageId> sent = find(network).orElseThrow().send(send.draft());
        sends = sends.thenCompose(earlier -> sent.handle((id, failure) -> {
            inputs.accept(
                    network,
                    now -> failure == null
                            ? now.messageAccepted(send.ticket(), id)
                            : now.messageRefused(send.ticket(), SessionErrors.ofMessage(network, failure)));
            if (failure != null) {
                unsent.accept(send.draft());
            }
            return (Void) null;
        }));
        track(network, sends);
    }

    void query(Effect.Query effect) {
        query(effect.network(), effect.ref(), effect.query(), (now, answer) -> now.queryAnswered(effect.ref(), answer));
    }

    void fetch(Effect.Fetch effect) {
        query(
                effect.network(),
                effect.intent().ref(),
                effect.query(),
                (now, answer) -> now.fetched(effect.intent(), answer));
    }

    private void query(
            NetworkName network,
            Optional<String> ref,
            NodeQuery query,
            BiFunction<ConversationState, NodeAnswer, Step<ConversationState>> next) {
        boolean scans = query instanceof NodeQuery.Search
                || query instanceof NodeQuery.Export
                || query instanceof NodeQuery.OfMessage;
        Duration deadline =
                scans ? SCAN_DEADLINE : query instanceof NodeQuery.Decide ? DECISION_DEADLINE : ANSWER_DEADLINE;
        track(
                network,
                within(deadline, find(network).orElseThrow().query(query))
                        .whenComplete((answer, failure) -> inputs.accept(
                                network,
                                now -> failure == null
                                        ? next.apply(now, answer)
                                        : now.queryFailed(ref, SessionErrors.ofQuery(network, failure)))));
    }

    private void track(NetworkName network, CompletionStage<?> request) {
        CompletableFuture<Void> done =
                request.handle((answer, failure) -> (Void) null).toCompletableFuture();
        answered.merge(network, done, CompletableFuture::allOf);
    }

    /** Completes when the requests of a network that has ended were answered, so that none goes without a reply. */
    CompletionStage<Void> answered(NetworkName network) {
        return answered.getOrDefault(network, CompletableFuture.completedFuture(null))
                .copy()
                .completeOnTimeout(null, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reports the networks that the directory listed last. */
    void listNetworks(NetworkName from, Consumer<List<NetworkName>> listener) {
        CompletionStage<?> unused = find(from)
                .map(client -> within(ANSWER_DEADLINE, client.query(new NodeQuery.Networks(false))))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("not joined yet")))
                .thenAccept(answer -> listener.accept(((NodeAnswer.Networks) answer)
                        .networks().stream().map(NetworkInfo::name).toList()));
    }

    void leave(NetworkName network) {
        CompletionStage<Void> left = find(network)
                .map(client -> within(LEAVE_DEADLINE, client.leave()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        CompletionStage<Void> last = answered(network);
        CompletionStage<?> unused = left.exceptionally(failure -> null)
                .thenCompose(done -> last)
                .thenRun(() -> inputs.accept(network, ConversationState::leaveCompleted));
    }

    private Optional<NetworkClient> find(NetworkName network) {
        return Optional.ofNullable(clients.get(network));
    }

    private static <T> CompletionStage<T> within(Duration deadline, CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
