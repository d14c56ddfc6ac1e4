package p2pchat.app;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.IdentityListing;
import p2pchat.console.render.MemberNames;
import p2pchat.model.Address;
import p2pchat.model.LruMap;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.ProblemException;
import p2pchat.runtime.Await;

/**
 * Lets commands of the same user send, and end devices, through this running node, as its user: a socket in the node's
 * home, with mode 0600. A connection carries one {@link SendExchange.Request} and one {@link SendExchange.Reply}.
 *
 * <p>Threading: one thread accepts connections, and each of at most {@link #MAX_REQUESTS} requests has a thread of its
 * own. {@link #handle} may be called on any thread and does not block.
 */
final class SendSocket implements AutoCloseable {

    static final int MAX_REQUESTS = 16;

    /** The newest deliveries of own messages, which may arrive before the id of their message. */
    private static final int MAX_DELIVERIES = 1_024;

    private static final Duration READ_DEADLINE = Duration.ofSeconds(5);
    private static final Duration STORE_DEADLINE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(SendSocket.class);

    /** What the node does for commands. {@code revoke} gets the beginning of a fingerprint. */
    record Actions(
            BiFunction<NetworkName, MessageDraft, CompletionStage<MessageId>> send,
            BiFunction<NetworkName, String, CompletionStage<?>> revoke) {}

    private final Path file;
    private final Address directory;
    private final ServerSocketChannel server;
    private final Actions actions;
    private final Semaphore free = new Semaphore(MAX_REQUESTS);

    // guarded by this
    private final Map<NetworkName, MemberNames> entered = new TreeMap<>();
    private final Map<MessageId, NetworkEvent.Delivery> deliveries = new LruMap<>(MAX_DELIVERIES);

    private SendSocket(Path file, Address directory, ServerSocketChannel server, Actions actions) {
        this.file = file;
        this.directory = directory;
        this.server = server;
        this.actions = actions;
    }

    /** Returns the socket in a home, which need not exist. */
    static Path in(Path home) {
        return home.resolve("send.sock");
    }

    /**
     * Opens the socket in a home that this process has locked; empty if the system cannot, for example because the path
     * is too long for a socket.
     *
     * @param directory the directory of the node's networks
     */
    static Optional<SendSocket> open(Path home, Address directory, Actions actions) {
        Path file = in(home);
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                Files.deleteIfExists(file); // left by a killed process
                server.bind(UnixDomainSocketAddress.of(file));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
            SendSocket socket = new SendSocket(file, directory, server, actions);
            start("send-socket", socket::acceptAll);
            return Optional.of(socket);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("send commands cannot use this node: {}", file, e);
            return Optional.empty();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                free.acquire();
                SocketChannel connection = server.accept();
                start("send-request", () -> answer(connection));
            }
        } catch (IOException closed) {
            LOG.debug("no more send commands", closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SocketChannel connection) {
        CompletableFuture<Boolean> read = new CompletableFuture<>();
        CompletionStage<?> unused = read.completeOnTimeout(false, READ_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(inTime -> {
                    if (!inTime) {
                        close(connection);
                    }
                });
        try (connection) {
            SendExchange.Request request = SendExchange.readRequest(connection);
            read.complete(true);
            SendExchange.write(connection, reply(request));
        } catch (IOException | JsonParseException | IllegalArgumentException e) {
            LOG.debug("a send command went away, or sent something else", e);
        } finally {
            read.complete(true);
            free.release();
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("cannot close", e);
        }
    }

    private SendExchange.Reply reply(SendExchange.Request request) {
        boolean elsewhere =
                request.directory().filter(named -> !named.equals(directory)).isPresent();
        if (elsewhere || !isIn(request.network())) {
            return SendExchange.Reply.ELSEWHERE;
        }
        try {
            if (request.order() instanceof SendExchange.Revoke revoke) {
                Await.result(STORE_DEADLINE, actions.revoke().apply(request.network(), revoke.device()));
                return SendExchange.Reply.of(
                        IdentityListing.ended(request.network(), revoke.device(), request.output()), Optional.empty());
            }
            String text = ((SendExchange.Say) request.order()).text();
            MessageId id =
                    Await.result(STORE_DEADLINE, actions.send().apply(request.network(), new MessageDraft.Text(text)));
            SendResult result = await(request.network(), id, request.patience());
            return SendExchange.Reply.of(result.lines(request.output()), result.shortfall(Optional.empty()));
        } catch (ProblemException e) {
            return SendExchange.Reply.refused(
                    Explanations.ofNode(request.network()).of(e.problem()));
        } catch (RuntimeException e) {
            LOG.warn("a send command failed", e);
            return SendExchange.Reply.refused(Explanation.of(
                    Explanations.UNDELIVERED, "the running node did not do it", "its store does not answer"));
        }
    }

    private synchronized boolean isIn(NetworkName network) {
        return entered.containsKey(network);
    }

    /** Waits until the delivery is final or the network has ended. */
    private synchronized SendResult await(NetworkName network, MessageId id, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        MemberNames names = MemberNames.NONE;
        while (true) {
            names = entered.getOrDefault(network, names);
            SendResult result = new SendResult(network, names, Optional.ofNullable(deliveries.get(id)));
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (result.settled() || !entered.containsKey(network) || left <= 0) {
                return result;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return result;
            }
        }
    }

    /** Takes note of an event of the node. */
    synchronized void handle(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Ended) {
            entered.remove(network);
        } else if (event instanceof NetworkEvent.Entered || entered.containsKey(network)) {
            entered.put(network, entered.getOrDefault(network, MemberNames.NONE).after(event));
        }
        if (event instanceof NetworkEvent.Delivery delivery) {
            deliveries.put(delivery.id(), delivery);
        }
        notifyAll();
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("cannot remove {}", file, e);
        }
    }
}
