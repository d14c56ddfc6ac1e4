package p2pchat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import p2pchat.model.Address;

/**
 * TCP proxy on loopback that simulates network faults: it delays or resets connections, or silently blocks one
 * direction. Blocked data arrives after the cut is healed, as with TCP retransmission.
 *
 * <p>Threading: uses four daemon threads for each connection. Faults may be set from any thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** Direction of data, as seen by the client. */
    public enum Direction {
        REQUESTS,
        REPLIES
    }

    private static final int CHUNK = 16 * 1024;

    private final Address target;
    private final ServerSocket listener;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Set<Direction> cut = EnumSet.noneOf(Direction.class);
    private Duration delay = Duration.ZERO;

    public FaultProxy(Address target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("proxy to " + target, this::accept);
    }

    public Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    /** Silently blocks this direction. */
    public synchronized void cut(Direction direction) {
        cut.add(direction);
    }

    /** Ends cuts and delays and delivers the blocked data. */
    public synchronized void heal() {
        cut.clear();
        delay = Duration.ZERO;
        notifyAll();
    }

    /** Delays all data by this time in each direction. */
    public synchronized void delay(Duration time) {
        delay = time;
    }

    /** Resets all open connections. */
    public void reset() {
        List<Connection> all;
        synchronized (this) {
            all = List.copyOf(connections);
        }
        all.forEach(Connection::reset);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            try {
                new Connection(client, new Socket(target.host(), target.port())).start();
            } catch (IOException refused) {
                abort(client);
            }
        }
    }

    private synchronized long due() {
        return System.nanoTime() + delay.toNanos();
    }

    /** Waits until a chunk may pass. */
    private synchronized void pass(Direction direction, long due) throws InterruptedException {
        for (long wait = due - System.nanoTime(); wait > 0 || cut.contains(direction); wait = due - System.nanoTime()) {
            if (cut.contains(direction)) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, wait);
            }
        }
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // close becomes a reset
            socket.close();
        } catch (IOException alreadyClosed) {
            // already closed
        }
    }

    private static void daemon(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException e) {
                        // the connection or the proxy is closed
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private record Chunk(ByteBuffer bytes, long due) {}

    private final class Connection {
        private final Socket client;
        private final Socket server;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void start() {
            synchronized (FaultProxy.this) {
                connections.add(this);
            }
            new Pump(Direction.REQUESTS, client, server).start();
            new Pump(Direction.REPLIES, server, client).start();
        }

        private void reset() {
            synchronized (FaultProxy.this) {
                connections.remove(this);
            }
            abort(client);
            abort(server);
        }

        /** Forwards one direction. Reads on a separate thread so that several chunks can be delayed at once. */
        private final class Pump {
            private final Direction direction;
            private final Socket from;
            private final Socket to;
            private final Deque<Chunk> inTransit = new ArrayDeque<>();

            private Pump(Direction direction, Socket from, Socket to) {
                this.direction = direction;
                this.from = from;
                this.to = to;
            }

            private void start() {
                daemon("read " + direction, this::read);
                daemon("write " + direction, this::write);
            }

            private void read() throws IOException {
                byte[] buffer = new byte[CHUNK];
                int count;
                try {
                    while ((count = from.getInputStream().read(buffer)) >= 0) {
                        put(Arrays.copyOf(buffer, count));
                    }
                    put(new byte[0]); // the end of the stream is delayed as well
                } catch (IOException broken) {
                    reset();
                }
            }

            private void write() throws InterruptedException {
                while (true) {
                    Chunk chunk = take();
                    pass(direction, chunk.due());
                    try {
                        if (!chunk.bytes().hasRemaining()) {
                            to.shutdownOutput();
                            return;
                        }
                        to.getOutputStream().write(chunk.bytes().array());
                    } catch (IOException broken) {
                        reset();
                        return;
                    }
                }
            }

            private synchronized void put(byte[] bytes) {
                inTransit.add(new Chunk(ByteBuffer.wrap(bytes), due()));
                notifyAll();
            }

            private synchronized Chunk take() throws InterruptedException {
                while (inTransit.isEmpty()) {
                    wait();
                }
                return inTransit.remove();
            }
        }
    }
}
