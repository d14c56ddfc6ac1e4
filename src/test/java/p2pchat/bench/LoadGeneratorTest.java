package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;

/** Tests how a node of a benchmark sends and counts messages. */
class LoadGeneratorTest {

    private static final NodeId SELF = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);

    private final BlockingQueue<CompletableFuture<MessageId>> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private volatile long stored;
    private final LoadGenerator generator = new LoadGenerator(
            (text, accepted) -> sent.add(accepted), () -> CompletableFuture.completedFuture(stored), output::add);
    private long seq;

    @Test
    void countsSentAndFailedMessages() throws Exception {
        command("send 3 200");
        settle(accept(nextSent()), List.of());
        settle(accept(nextSent()), List.of(OTHER));
        nextSent().completeExceptionally(new IllegalStateException("full"));
        stored = 1;

        JsonObject report = query("report 7");

        assertThat(report.get("number").getAsLong()).isEqualTo(7);
        assertThat(report.get("sent").getAsLong()).isEqualTo(3);
        assertThat(report.get("settled").getAsLong()).isEqualTo(3);
        assertThat(report.get("failed").getAsLong()).isEqualTo(2);
        assertThat(report.get("stored").getAsLong()).isEqualTo(1);
    }

    @Test
    void limitsUnacknowledgedMessages() throws Exception {
        command("send 1000000 1");
        for (int i = 0; i < LoadGenerator.MAX_UNACKNOWLEDGED; i++) {
            accept(nextSent());
        }
        assertThat(query("report 1").get("sent").getAsLong()).isEqualTo(LoadGenerator.MAX_UNACKNOWLEDGED);

        for (int i = 0; i < LoadGenerator.MAX_UNACKNOWLEDGED; i++) {
            settle(MessageId.at(i, RandomGenerator.getDefault()), List.of());
        }
        assertThat(nextSent()).isNotDone();
        command("stop");
    }

    @Test
    void measuresLatencyOfPacedMessage() throws Exception {
        command("pace 1 5 1000");
        settle(accept(nextSent()), List.of());

        JsonObject answer = query("latencies");

        assertThat(answer.getAsJsonArray("nanos")).hasSize(1);
        assertThat(query("latencies").getAsJsonArray("nanos")).isEmpty();
    }

    @Test
    void reportsWhenWatchedCountIsReached() throws Exception {
        stored = 1;
        command("watch 2");
        assertThat(query("report 1").get("type").getAsString()).isEqualTo("report");

        stored = 2;

        assertThat(nextOutput().get("type").getAsString()).isEqualTo("reached");
    }

    @Test
    void detectsMissingMessages() {
        LoadGroup.Counts author = new LoadGroup.Counts(5, 5, 0, 0, 0, Duration.ZERO);
        LoadGroup.Counts reader = new LoadGroup.Counts(0, 0, 0, 5, 0, Duration.ZERO);
        LoadGroup.Counts incomplete = new LoadGroup.Counts(0, 0, 0, 4, 0, Duration.ZERO);

        ThroughputBench.checkComplete(Map.of(1, author, 2, reader));
        assertThatThrownBy(() -> ThroughputBench.checkComplete(Map.of(1, author, 2, incomplete)))
                .hasMessageContaining("n2");
    }

    private CompletableFuture<MessageId> nextSent() throws InterruptedException {
        return Optional.ofNullable(sent.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    private static MessageId accept(CompletableFuture<MessageId> accepted) {
        MessageId id = MessageId.at(1, RandomGenerator.getDefault());
        accepted.complete(id);
        return id;
    }

    private void settle(MessageId id, List<NodeId> failed) {
        List<RecipientStatus> recipients = new ArrayList<>();
        recipients.add(new RecipientStatus(OTHER, RecipientStatus.State.DIRECT, Duration.ZERO, Optional.empty(), ""));
        failed.forEach(member -> recipients.add(
                new RecipientStatus(member, RecipientStatus.State.DROPPED, Duration.ZERO, Optional.empty(), "")));
        generator.onEvent(new Delivery(new MessageKey(SELF, ++seq), id, recipients, Duration.ZERO));
    }

    private void command(String line) throws IOException {
        generator.runCommands(new BufferedReader(new StringReader(line)));
    }

    private JsonObject query(String line) throws IOException, InterruptedException {
        command(line);
        return nextOutput();
    }

    private JsonObject nextOutput() throws InterruptedException {
        return JsonParser.parseString(
                        Optional.ofNullable(output.poll(10, TimeUnit.SECONDS)).orElseThrow())
                .getAsJsonObject();
    }
}
