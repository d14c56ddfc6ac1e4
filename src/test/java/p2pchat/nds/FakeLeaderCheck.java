package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;

/** Leaders whose answers a test controls. */
final class FakeLeaderCheck implements LeaderCheck {

    record Asked(Leader leader, long epoch, CompletableFuture<Confirmation> word) {

        void leads(int heard) {
            word.complete(new Confirmation(true, heard));
        }

        void leadsNoLonger() {
            word.complete(new Confirmation(false, 0));
        }

        void isUnreachable() {
            word.completeExceptionally(new IllegalStateException("no answer"));
        }
    }

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    Asked next() throws InterruptedException {
        Asked next = asked.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a probe").isNotNull();
        return next;
    }

    @Override
    public CompletionStage<Confirmation> confirm(NetworkId network, Leader leader, long epoch) {
        Asked next = new Asked(leader, epoch, new CompletableFuture<>());
        asked.add(next);
        return next.word();
    }
}
