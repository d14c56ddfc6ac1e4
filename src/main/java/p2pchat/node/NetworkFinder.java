package p2pchat.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.Invite;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Statement;

/**
 * Resolves the name of a network and opens its store, before any actor of the network exists.
 *
 * <p>Threading: stateless; the stages complete on the threads of directory and stores.
 */
final class NetworkFinder {

    /** A busy directory may answer late. The first failed attempt is reported, and only a few follow. */
    private static final int MAX_TRIES = 4;

    private final NetworkSettings settings;
    private final NodeContext node;
    private final Consumer<NetworkEvent> listener;

    NetworkFinder(NetworkSettings settings, NodeContext node, Consumer<NetworkEvent> listener) {
        this.settings = settings;
        this.node = node;
        this.listener = listener;
    }

    record Found(NetworkId network, Contents contents) {}

    /** The content of a store when it is opened. */
    record Contents(
            Stores.Opened store,
            ViewStore.Kept kept,
            LogStore.Summary log,
            Map<NodeId, Ranges> cursors,
            Map<NodeId, Nick> nicks,
            List<MemberId> authors,
            List<Statement> statements) {

        /** Returns the authors and members that the store names, present or not. */
        List<MemberId> members() {
            List<MemberId> members = new ArrayList<>(authors);
            kept.absent().forEach(member -> members.add(member.id()));
            kept.view().ifPresent(view -> view.members().forEach(member -> members.add(member.id())));
            return members;
        }
    }

    /** Fails with a {@link ProblemException} if this node may not enter a network of that name. */
    CompletionStage<Found> find() {
        return find(MAX_TRIES);
    }

    private CompletionStage<Found> find(int triesLeft) {
        return node.stores()
                .admitted(settings.name())
                .thenCompose(admitted -> node.endpoint()
                        .directory()
                        .information(settings.name())
                        .handle((record, cause) -> {
                            boolean late = cause != null && DirectoryFailure.isLate(cause);
                            if (late && admitted.isEmpty() && origin().isEmpty() && triesLeft > 1) {
                                return retry(cause, triesLeft);
                            }
                            return resolve(
                                    admitted,
                                    cause == null
                                            ? new NetworkResolution.Directory.Answers(record)
                                            : new NetworkResolution.Directory.Silent(problem(cause)));
                        })
                        .thenCompose(Function.identity()));
    }

    private CompletionStage<Found> retry(Throwable cause, int triesLeft) {
        if (triesLeft == MAX_TRIES) {
            listener.accept(new NetworkEvent.Trouble(problem(cause)));
        }
        return find(triesLeft - 1);
    }

    private CompletionStage<Found> resolve(List<NetworkId> admitted, NetworkResolution.Directory answer) {
        NetworkResolution resolution = NetworkResolution.of(
                settings.name(),
                settings.entry(),
                settings.directory(),
                admitted,
                origin().map(origin -> node.stores().learn(origin.genesis())),
                answer);
        if (resolution instanceof NetworkResolution.Refused refused) {
            return CompletableFuture.failedStage(new ProblemException(refused.problem()));
        }
        return open(
                resolution instanceof NetworkResolution.Known known
                        ? known.network()
                        : node.stores().found(settings.name(), settings.policy()));
    }

    private Optional<Invite.Origin> origin() {
        return settings.invite().flatMap(Invite::origin);
    }

    private Problem problem(Throwable cause) {
        return DirectoryFailure.problem(settings.directory(), cause);
    }

    /** Opens the store of this network. A store that cannot be read is closed again, so that it is not locked. */
    CompletionStage<Found> open(NetworkId network) {
        return node.stores()
                .open(settings.name(), network)
                .thenCompose(store -> contents(store)
                        .thenApply(contents -> new Found(network, contents))
                        .exceptionallyCompose(cause -> store.close()
                                .handle((done, alsoFailed) -> null)
                                .thenCompose(closed -> CompletableFuture.failedStage(cause))));
    }

    private static CompletionStage<Contents> contents(Stores.Opened store) {
        LogStore log = store.log();
        return store.views()
                .load()
                .thenCompose(kept -> log.summary()
                        .thenCompose(summary -> log.cursors()
                                .thenCompose(cursors -> log.nicks()
                                        .thenCompose(nicks -> log.authors()
                                                .thenCombine(
                                                        store.statements().load(),
                                                        (authors, statements) -> new Contents(
                                                                store,
                                                                kept,
                                                                summary,
                                                                cursors,
                                                                nicks,
                                                                authors,
                                                                statements))))));
    }
}
