package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;

/** Unary messages that the test answers. */
final class FakeUnaryMessages implements UnaryMessages {

    record Relay(Member leader, RelayRequest relay, CompletableFuture<RelayAnswer> answer) {}

    record Delivery(Member to, ChatMessage message, CompletableFuture<Receipt> receipt) {}

    private final BlockingQueue<Relay> relays = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    Relay nextRelay() throws InterruptedException {
        Relay next = relays.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a relay").isNotNull();
        return next;
    }

    Delivery nextDelivery() throws InterruptedException {
        Delivery next = deliveries.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a message to a member").isNotNull();
        return next;
    }

    /** Makes {@link #deliver} throw, as only a bug could. */
    volatile boolean buggy;

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        if (buggy) {
            throw new IllegalStateException("a bug");
        }
        Delivery call = new Delivery(to, message, new CompletableFuture<>());
        deliveries.add(call);
        return call.receipt();
    }

    @Override
    public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
        Relay call = new Relay(leader, relay, new CompletableFuture<>());
        relays.add(call);
        return call.answer();
    }
}
