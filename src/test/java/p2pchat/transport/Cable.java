package p2pchat.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import p2pchat.model.Address;

/** A way to a port that can be cut: as when a process is killed, both ends read the end of it. */
final class Cable implements AutoCloseable {

    private final ServerSocket entry;
    private final Address to;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    Cable(Address to) {
        this.to = to;
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
            inBackground(() -> near.getInputStream().transferTo(far.getOutputStream()));
            inBackground(() -> far.getInputStream().transferTo(near.getOutputStream()));
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
