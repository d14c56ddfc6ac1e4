package p2pchat.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import p2pchat.model.Address;

/**
 * A TCP proxy to a port that can be cut, so that both ends read the end of stream as when a process is killed. A
 * connection can also block after a number of bytes, like one with a slow reader, without blocking others.
 */
final class Cable implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final ServerSocket entry;
    private final Address to;
    private final long room;
    private final CountDownLatch jammed = new CountDownLatch(1);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    Cable(Address to) {
        this(to, Long.MAX_VALUE);
    }

    /** @param capacity bytes that one connection carries; the rest waits until the cable is cut */
    Cable(Address to, long room) {
        this.to = to;
        this.room = room;
        try {
            entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    Address address() {
        return new Address("127.0.0.1", entry.getLocalPort());
    }

    /** Waits until a connection is blocked. */
    void awaitJam() throws InterruptedException {
        if (!jammed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection carried " + room + " bytes");
        }
    }

    void cut() {
        sockets.forEach(Cable::end);
    }

    @Override
    public void close() {
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = entry.accept();
            Socket far = new Socket(to.host(), to.port());
            sockets.add(near);
            sockets.add(far);
            inBackground(() -> carry(near, far));
            inBackground(() -> far.getInputStream().transferTo(near.getOutputStream()));
        }
    }

    private void carry(Socket from, Socket far) throws IOException {
        byte[] some = new byte[8_192];
        long carried = 0;
        for (int count = from.getInputStream().read(some);
                count >= 0;
                count = from.getInputStream().read(some)) {
            far.getOutputStream().write(some, 0, count);
            carried += count;
            if (carried > room) {
                jammed.countDown();
                return; // stops reading; the sender notices by itself
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                return; // it was cut
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
