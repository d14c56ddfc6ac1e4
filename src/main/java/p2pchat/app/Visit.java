package p2pchat.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import p2pchat.cli.MemberOptions;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.NodeGuardian;
import p2pchat.runtime.Await;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/**
 * A short stay in an existing network, for one command. Creates no network and starts no directory, because both would end
 * before another member could join.
 */
final class Visit {

    /** Longer than the time after which the node itself gives up, because the node can give a reason. */
    private static final Duration ENTER_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final DataRoot root;
    private final MemberOptions member;
    private final CompletableFuture<Done> entered = new CompletableFuture<>();

    /** Completes when everything is closed. The shutdown hook waits for it. */
    private final CompletableFuture<Done> closed = new CompletableFuture<>();

    Visit(DataRoot root, MemberOptions member) {
        this.root = root;
        this.member = member;
    }

    /** The network during the visit. */
    record Stay(LocalNode node, NodeHome home, MemberOptions member) {

        void submit(NetworkRequest request) {
            node.system().tell(new NodeGuardian.Submit(member.group(), request));
        }
    }

    /**
     * Enters, does something, and leaves. Throws a {@code ProblemException} if it cannot enter.
     *
     * @param listener gets the events of the network, on any thread
     */
    <T> T run(Consumer<NetworkEvent> listener, Function<Stay, T> task) {
        try (NodeHome home = LocalNode.home(root, member.home(), member.nick(), "");
                LocalNode node = LocalNode.start(
                        home,
                        UserIdentity.device(root, member, home),
                        new TrustedDirectory(member.directory(), !member.directoryNamed(), root.knownDirectories()),
                        member.listen(),
                        Optional.empty())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                node.leave();
                Await.completion(STOP_TIMEOUT, closed);
            }));
            return enter(new Stay(node, home, member), listener, task);
        } finally {
            closed.complete(Done.getInstance());
        }
    }

    private <T> T enter(Stay stay, Consumer<NetworkEvent> listener, Function<Stay, T> task) {
        stay.node()
                .system()
                .tell(new NodeGuardian.Enter(
                        NodeProgram.settings(member, stay.node(), stay.home(), Entry.VISIT, 0, false), event -> {
                            listener.accept(event);
                            handle(event);
                        }));
        try {
            Await.result(ENTER_TIMEOUT, entered);
            return task.apply(stay);
        } finally {
            stay.node().leave();
        }
    }

    private void handle(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered) {
            entered.complete(Done.getInstance());
        }
        if (event instanceof NetworkEvent.Ended ended) {
            Problem problem = ended.problem().orElseGet(() -> new Problem.Internal("the node left the network"));
            entered.completeExceptionally(new ProblemException(problem));
        }
    }
}
