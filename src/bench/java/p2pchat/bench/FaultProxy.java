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
 * A TCP proxy on loopback that does to connections what networks do: delays them, cuts one direction without a word,
 * resets them. What is sent into a cut arrives when it heals, as TCP repeats it; until then nobody is told anything.
 *
 * <p>Threading: a few daemon threads for each connection; faults may be set from any thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way bytes go, as seen by whoever connects. */
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

    /** From now on nothing arrives in this direction, and nobody is told. */
    public synchronized void cut(Direction direction) {
        cut.add(direction);
    }

    /** Ends cuts and delays; what was held back arrives. */
    public synchronized void heal() {
        cut.clear();
        delay = Duration.ZERO;
        notifyAll();
    }

    /** Every byte takes so much longer, in each direction. */
    public synchronized void delay(Duration longer) {
        delay = longer;
    }

    /** Every connection there is breaks with a reset. */
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
            // what we wanted
        }
    }

    private static void daemon(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // the connection or the proxy is closed
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
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

        /** One direction: one thread reads, so that time passes for a chunk while another is on its way. */
        private final class Pump {
            private final Direction direction;
            private final Socket from;
            private final Socket to;
            private final Deque<Chunk> underWay = new ArrayDeque<>();

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
                    put(new byte[0]); // the end travels like everything else
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
                underWay.add(new Chunk(ByteBuffer.wrap(bytes), due()));
                notifyAll();
            }

            private synchronized Chunk take() throws InterruptedException {
                while (underWay.isEmpty()) {
                    wait();
                }
                return underWay.remove();
            }
        }
    }
}
