package p2pchat.node;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.node.NetworkGuardian.World;

/**
 * Finds out which network a name means and opens its store, before any actor of it exists.
 *
 * <p>Threading: none of its own and no state; the stages complete on the threads of directory and stores.
 */
final class NetworkFinder {

    /** A busy machine answers late: so often the directory is asked before it counts as silent. */
    private static final int LOOKS = 8;

    private final NetworkSettings settings;
    private final World world;

    NetworkFinder(NetworkSettings settings, World world) {
        this.settings = settings;
        this.world = world;
    }

    /** A network with what its store holds. */
    record Found(NetworkId network, Contents contents) {}

    /** What a store holds when it is opened. */
    record Contents(
            Stores.Opened store,
            ViewStore.Kept kept,
            LogStore.Summary log,
            Map<NodeId, Ranges> cursors,
            Map<NodeId, Nick> nicks) {}

    /** Fails with a {@link ProblemException} where the name means nothing that this node may enter. */
    CompletionStage<Found> find() {
        return find(LOOKS);
    }

    private CompletionStage<Found> find(int looksLeft) {
        return world.stores()
                .admitted(settings.name())
                .thenCompose(admitted -> ask().thenCompose(answer -> {
                    boolean late = answer instanceof NetworkResolution.Directory.Silent silent && silent.slow();
                    if (late && admitted.isEmpty() && looksLeft > 1) {
                        return find(looksLeft - 1);
                    }
                    NetworkResolution place = NetworkResolution.of(
                            settings.name(), settings.entry(), settings.directory(), admitted, answer);
                    if (place instanceof NetworkResolution.Nowhere nowhere) {
                        return CompletableFuture.failedStage(new ProblemException(nowhere.problem()));
                    }
                    return open(place instanceof NetworkResolution.Known known ? known.network() : NetworkId.random());
                }));
    }

    /** Opens the store of this network. What cannot be read is closed again, or nobody could ever open it. */
    CompletionStage<Found> open(NetworkId network) {
        return world.stores()
                .open(settings.name(), network)
                .thenCompose(store -> contents(store)
                        .thenApply(contents -> new Found(network, contents))
                        .exceptionallyCompose(cause -> store.close()
                                .handle((done, alsoFailed) -> null)
                                .thenCompose(closed -> CompletableFuture.failedStage(cause))));
    }

    private CompletionStage<NetworkResolution.Directory> ask() {
        return world.endpoint()
                .directory()
                .information(settings.name())
                .handle((record, cause) -> cause == null
                        ? new NetworkResolution.Directory.Answers(record)
                        : new NetworkResolution.Directory.Silent(words(cause), isSlow(cause)));
    }

    private static CompletionStage<Contents> contents(Stores.Opened store) {
        return store.views()
                .load()
                .thenCompose(kept -> store.log()
                        .summary()
                        .thenCompose(summary -> store.log()
                                .cursors()
                                .thenCombine(
                                        store.log().nicks(),
                                        (cursors, nicks) -> new Contents(store, kept, summary, cursors, nicks))));
    }

    private static String words(Throwable thrown) {
        if (isSlow(thrown)) {
            return "no answer in time";
        }
        String message = unwrapped(thrown).getMessage();
        return message == null ? "no answer" : message;
    }

    private static boolean isSlow(Throwable thrown) {
        return unwrapped(thrown) instanceof TimeoutException;
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
