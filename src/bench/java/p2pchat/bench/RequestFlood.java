package p2pchat.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.transport.PeerTrust;
import p2pchat.transport.ServerKeyCheck;
import p2pchat.transport.Tls;

/** Sends requests to one server, a few at a time, and counts the statuses of the answers. */
final class RequestFlood implements AutoCloseable {

    private static final int IN_FLIGHT = 16;
    private static final long DEADLINE_SECONDS = 20;

    private final ManagedChannel channel;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final Map<Status.Code, Long> statuses = new EnumMap<>(Status.Code.class);

    RequestFlood(Address server) {
        channel = NettyChannelBuilder.forAddress(server.host(), server.port())
                .sslContext(new Tls(SigningKey.random(new SecureRandom())).client(new PeerTrust(ServerKeyCheck.ANY)))
                .build();
    }

    /** Waits until fewer than the limit are under way, then sends. */
    void send(RandomRequests.Request request) throws InterruptedException {
        free.acquire();
        ClientCall<byte[], byte[]> call = channel.newCall(
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodType.BIDI_STREAMING)
                        .setFullMethodName(request.method())
                        .setRequestMarshaller(BYTES)
                        .setResponseMarshaller(BYTES)
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        count(status.getCode());
                        free.release();
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(request.bytes());
        call.halfClose();
    }

    private synchronized void count(Status.Code code) {
        statuses.merge(code, 1L, Long::sum);
    }

    /** Waits for the last answers. */
    Map<Status.Code, Long> finish() throws InterruptedException {
        free.acquire(IN_FLIGHT);
        synchronized (this) {
            return new EnumMap<>(statuses);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0]; // answers are not read
        }
    };
}
