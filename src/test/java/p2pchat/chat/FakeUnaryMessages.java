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

/** Single messages that the test answers. */
final class FakeUnaryMessages implements UnaryMessages {

    record Asked(Member leader, RelayRequest relay, CompletableFuture<RelayAnswer> answer) {}

    record Delivered(Member to, ChatMessage message, CompletableFuture<Receipt> receipt) {}

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivered> delivered = new LinkedBlockingQueue<>();

    Asked nextAsked() throws InterruptedException {
        Asked next = asked.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a relay").isNotNull();
        return next;
    }

    Delivered nextDelivered() throws InterruptedException {
        Delivered next = delivered.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a message to a member").isNotNull();
        return next;
    }

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        Delivered letter = new Delivered(to, message, new CompletableFuture<>());
        delivered.add(letter);
        return letter.receipt();
    }

    @Override
    public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
        Asked letter = new Asked(leader, relay, new CompletableFuture<>());
        asked.add(letter);
        return letter.answer();
    }
}
