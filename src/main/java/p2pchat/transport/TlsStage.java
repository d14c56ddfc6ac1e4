package p2pchat.transport;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import p2pchat.model.RateLimit;

/**
 * The server's end of TLS on one connection. Unlike Pekko's stage it has no actor of its own, so a message wakes no
 * further thread, and it creates the engine only when the first bytes arrive, so a probe costs nothing.
 */
final class TlsStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {

    /** Bytes of replies to the handshake or to key updates. A peer may cause them without reading them. */
    private static final int MAX_UNSENT = 64 * 1024;

    /** Records without content per second, such as key updates, each of which costs more than a message. */
    private static final int EMPTY_RECORDS = 200;

    /** Larger than any TLS record, encrypted or not. */
    private static final int SCRATCH = 33 * 1024;

    private static final ThreadLocal<ByteBuffer> OUTPUT = ThreadLocal.withInitial(() -> ByteBuffer.allocate(SCRATCH));

    private final Inlet<ByteString> clearIn = Inlet.create("TlsStage.clearIn");
    private final Outlet<ByteString> secretOut = Outlet.create("TlsStage.secretOut");
    private final Inlet<ByteString> secretIn = Inlet.create("TlsStage.secretIn");
    private final Outlet<ByteString> clearOut = Outlet.create("TlsStage.clearOut");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            BidiShape.of(clearIn, secretOut, secretIn, clearOut);
    private final Supplier<SSLEngine> engines;

    /** @param engines creates the engine, or throws {@code StreamTcpException} to refuse the connection */
    TlsStage(Supplier<SSLEngine> engines) {
        this.engines = engines;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inherited) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private @Nullable SSLEngine engine;
        private final RateLimit emptyRecords = new RateLimit(EMPTY_RECORDS, EMPTY_RECORDS, System.nanoTime());
        private boolean handshakeDone;
        private boolean peerClosed;
        private ByteString received = ByteString.emptyByteString(); // an incomplete record
        private ByteString clear = ByteString.emptyByteString();
        private ByteString unsent = ByteString.emptyByteString();

        private Logic() {
            super(shape);
            setHandler(secretIn, new AbstractInHandler() {
                @Override
                public void onPush() {
                    received(grab(secretIn));
                }

                @Override
                public void onUpstreamFinish() {
                    peerClosed = true;
                    proceed();
                }
            });
            setHandler(clearOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    proceed();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(secretIn, cause);
                }
            });
            setHandler(clearIn, new AbstractInHandler() {
                @Override
                public void onPush() {
                    send(grab(clearIn));
                }

                @Override
                public void onUpstreamFinish() {
                    endOutput();
                }
            });
            setHandler(secretOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    proceed();
                }
            });
        }

        @Override
        public void preStart() {
            pull(secretIn);
        }

        private void received(ByteString bytes) {
            try {
                SSLEngine used = engine;
                if (used == null) {
                    used = engines.get();
                    used.beginHandshake();
                    engine = used;
                }
                decrypt(used, received.concat(bytes));
                proceed();
            } catch (StreamTcpException e) {
                failStage(e);
            } catch (SSLException e) {
                refuse(e);
            }
        }

        /** Decrypts the complete records, and answers those of the handshake. */
        private void decrypt(SSLEngine used, ByteString bytes) throws SSLException {
            ByteBuffer input = ByteBuffer.wrap(bytes.toArrayUnsafe());
            boolean more = true;
            while (more) {
                HandshakeStatus status = used.getHandshakeStatus();
                if (status == HandshakeStatus.NEED_TASK) {
                    runTasks(used);
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    more = wrap(used, ByteBuffer.allocate(0));
                } else {
                    more = input.hasRemaining() && unwrap(used, input);
                }
            }
            handshakeDone |= used.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
            received = ByteString.fromByteBuffer(input);
        }

        private static void runTasks(SSLEngine used) {
            for (Runnable task = used.getDelegatedTask(); task != null; task = used.getDelegatedTask()) {
                task.run();
            }
        }

        /** Returns whether there may be more to do. */
        private boolean unwrap(SSLEngine used, ByteBuffer input) throws SSLException {
            ByteBuffer output = OUTPUT.get().clear();
            SSLEngineResult result = used.unwrap(input, output);
            boolean empty = result.bytesConsumed() > 0 && result.bytesProduced() == 0;
            if (empty && !emptyRecords.tryAcquire(System.nanoTime())) {
                throw new SSLException("too many records without content");
            }
            clear = clear.concat(ByteString.fromByteBuffer(output.flip()));
            peerClosed |= result.getStatus() == SSLEngineResult.Status.CLOSED;
            boolean progress = result.bytesConsumed() > 0 || result.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP;
            return result.getStatus() == SSLEngineResult.Status.OK && progress;
        }

        /** Returns whether a record was written. */
        private boolean wrap(SSLEngine used, ByteBuffer input) throws SSLException {
            ByteBuffer output = OUTPUT.get().clear();
            SSLEngineResult result = used.wrap(input, output);
            unsent = unsent.concat(ByteString.fromByteBuffer(output.flip()));
            return result.bytesProduced() > 0;
        }

        private void send(ByteString bytes) {
            SSLEngine used = engine;
            if (used == null) {
                throw new IllegalStateException("output before the handshake");
            }
            try {
                ByteBuffer input = bytes.toByteBuffer();
                boolean more = true;
                while (more && input.hasRemaining()) {
                    more = wrap(used, input);
                }
                proceed();
            } catch (SSLException e) {
                refuse(e);
            }
        }

        /** Pushes what the neighbouring stages can take, and pulls what this stage can take. */
        private void proceed() {
            if (!unsent.isEmpty() && isAvailable(secretOut)) {
                push(secretOut, unsent);
                unsent = ByteString.emptyByteString();
            }
            if (!clear.isEmpty() && isAvailable(clearOut)) {
                push(clearOut, clear);
                clear = ByteString.emptyByteString();
            }
            if ((peerClosed && clear.isEmpty()) || (isClosed(clearIn) && unsent.isEmpty())) {
                completeStage();
                return;
            }
            if (handshakeDone
                    && unsent.isEmpty()
                    && isAvailable(secretOut)
                    && !isClosed(clearIn)
                    && !hasBeenPulled(clearIn)) {
                pull(clearIn);
            }
            boolean wanted = !handshakeDone || isAvailable(clearOut);
            if (wanted
                    && clear.isEmpty()
                    && unsent.length() < MAX_UNSENT
                    && !isClosed(secretIn)
                    && !hasBeenPulled(secretIn)) {
                pull(secretIn);
            }
        }

        private void endOutput() {
            SSLEngine used = engine;
            try {
                if (used != null) {
                    used.closeOutbound();
                    boolean unused = wrap(used, ByteBuffer.allocate(0)); // tells the peer
                }
                proceed();
            } catch (SSLException e) {
                refuse(e);
            }
        }

        /** Tells the peer why, and closes the connection. Nothing is logged, because any stranger can cause it. */
        private void refuse(SSLException cause) {
            SSLEngine used = engine;
            try {
                if (used != null && used.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    boolean unused = wrap(used, ByteBuffer.allocate(0));
                }
            } catch (SSLException alreadyClosed) {
                cause.addSuppressed(alreadyClosed);
            }
            if (!unsent.isEmpty() && isAvailable(secretOut)) {
                push(secretOut, unsent);
            }
            complete(secretOut);
            fail(clearOut, new StreamTcpException(FailureText.of(cause)));
            cancel(secretIn);
            cancel(clearIn);
        }
    }
}
