package p2pchat.runtime;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Address;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.LocalInterface;

/**
 * Listens at the address of the interface that routes to the directory, also after that address has changed (public
 * 11). Looks at the interface every few seconds, on a thread of its own because a name may have to be resolved.
 */
final class AddressWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(AddressWatch.class);

    private final Address directory;
    private final Function<Address, GrpcServer> binding;
    private final Consumer<Address> listener;
    private final ScheduledExecutorService thread;
    private GrpcServer server;

    /**
     * Starts to watch.
     *
     * @param binding listens at an address
     * @param listener receives each new address
     */
    AddressWatch(
            Address directory, GrpcServer server, Function<Address, GrpcServer> binding, Consumer<Address> listener) {
        this.directory = directory;
        this.server = server;
        this.binding = binding;
        this.listener = listener;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread created = new Thread(work, "address-watch");
            created.setDaemon(true);
            return created;
        });
        var unused = thread.scheduleWithFixedDelay(
                this::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        Address now =
                new Address(LocalInterface.towards(directory), server.address().port());
        boolean noRoute = now.isLoopback() && !server.address().isLoopback();
        if (now.equals(server.address()) || noRoute) {
            return;
        }
        try {
            GrpcServer next = binding.apply(now);
            server.unbind();
            server = next;
            listener.accept(next.address());
        } catch (RuntimeException e) { // an address is not usable at once
            LOG.info("cannot listen on {} yet", now, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
