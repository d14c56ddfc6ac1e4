package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;

/** A gRPC connection without our client code, to send invalid calls. */
final class RawChannel implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final ManagedChannel channel;

    /** Connects as {@link ServedNetwork#MEMBER}. */
    RawChannel(Address server) {
        this(server, ServedNetwork.MEMBER_KEYS.tls());
    }

    RawChannel(Address server, SigningKey key) {
        channel = NettyChannelBuilder.forAddress(server.host(), server.port())
                .sslContext(new Tls(key).client(new PeerTrust(ServerKeyCheck.ANY)))
                .build();
    }

    /** A call with any number of messages in both directions. */
    Call open(String method) {
        return new Call(method, CallOptions.DEFAULT);
    }

    Call openCompressed(String method) {
        return new Call(method, CallOptions.DEFAULT.withCompression("gzip"));
    }

    /** Sends one message and completes. */
    Call ask(String method, byte[] request) {
        return open(method).send(request).done();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    final class Call {
        private final ClientCall<byte[], byte[]> call;
        private final BlockingQueue<byte[]> replies = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> status = new CompletableFuture<>();

        private Call(String method, CallOptions options) {
            call = channel.newCall(
                    MethodDescriptor.<byte[], byte[]>newBuilder()
                            .setType(MethodType.BIDI_STREAMING)
                            .setFullMethodName(method)
                            .setRequestMarshaller(BYTES)
                            .setResponseMarshaller(BYTES)
                            .build(),
                    options);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(byte[] reply) {
                            replies.add(reply);
                        }

                        @Override
                        public void onClose(Status closed, Metadata trailers) {
                            status.complete(closed);
                        }
                    },
                    new Metadata());
            call.setMessageCompression(options.getCompressor() != null);
            call.request(Integer.MAX_VALUE);
        }

        Call send(byte[] request) {
            call.sendMessage(request);
            return this;
        }

        Call done() {
            call.halfClose();
            return this;
        }

        byte[] reply() throws InterruptedException {
            byte[] reply = replies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(reply)
                    .as(() -> "a reply; the call's status is " + status.getNow(Status.UNKNOWN))
                    .isNotNull();
            return reply;
        }

        Status status() {
            return status.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        boolean isOpen() {
            return !status.isDone();
        }
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };
}
