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

/** What a node says and counts for a benchmark. */
class LoadGeneratorTest {

    private static final NodeId SELF = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);

    private final BlockingQueue<CompletableFuture<MessageId>> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile long held;
    private final LoadGenerator traffic = new LoadGenerator(
            (text, accepted) -> said.add(accepted), () -> CompletableFuture.completedFuture(held), answers::add);
    private long seq;

    @Test
    void itCountsWhatItSaidAndWhatBecameOfIt() throws Exception {
        order("say 3 200");
        settle(accept(next()), List.of());
        settle(accept(next()), List.of(OTHER));
        next().completeExceptionally(new IllegalStateException("full"));
        held = 1;

        JsonObject report = ask("report 7");

        assertThat(report.get("number").getAsLong()).isEqualTo(7);
        assertThat(report.get("said").getAsLong()).isEqualTo(3);
        assertThat(report.get("settled").getAsLong()).isEqualTo(3);
        assertThat(report.get("missed").getAsLong()).isEqualTo(2);
        assertThat(report.get("stored").getAsLong()).isEqualTo(1);
    }

    @Test
    void aFloodWaitsForAcknowledgements() throws Exception {
        order("say 1000000 1");
        for (int i = 0; i < LoadGenerator.WINDOW; i++) {
            accept(next());
        }
        assertThat(ask("report 1").get("said").getAsLong()).isEqualTo(LoadGenerator.WINDOW);

        for (int i = 0; i < LoadGenerator.WINDOW; i++) {
            settle(MessageId.at(i, RandomGenerator.getDefault()), List.of());
        }
        assertThat(next()).isNotDone();
        order("rest");
    }

    @Test
    void aPacedMessageIsTimedUntilTheLastHasIt() throws Exception {
        order("pace 1 5 1000");
        settle(accept(next()), List.of());

        JsonObject answer = ask("latencies");

        assertThat(answer.getAsJsonArray("nanos")).hasSize(1);
        assertThat(ask("latencies").getAsJsonArray("nanos")).isEmpty();
    }

    @Test
    void itSaysWhenItHasWhatItWatchesFor() throws Exception {
        held = 1;
        order("watch 2");
        assertThat(ask("report 1").get("type").getAsString()).isEqualTo("report");

        held = 2;

        assertThat(answer().get("type").getAsString()).isEqualTo("reached");
    }

    @Test
    void nobodyHasEverythingWhileOneLacksSomething() {
        LoadGroup.Counts author = new LoadGroup.Counts(5, 5, 0, 0, 0, Duration.ZERO);
        LoadGroup.Counts reader = new LoadGroup.Counts(0, 0, 0, 5, 0, Duration.ZERO);
        LoadGroup.Counts lacking = new LoadGroup.Counts(0, 0, 0, 4, 0, Duration.ZERO);

        ThroughputBench.checkComplete(Map.of(1, author, 2, reader));
        assertThatThrownBy(() -> ThroughputBench.checkComplete(Map.of(1, author, 2, lacking)))
                .hasMessageContaining("n2");
    }

    private CompletableFuture<MessageId> next() throws InterruptedException {
        return Optional.ofNullable(said.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    private static MessageId accept(CompletableFuture<MessageId> asked) {
        MessageId id = MessageId.at(1, RandomGenerator.getDefault());
        asked.complete(id);
        return id;
    }

    private void settle(MessageId id, List<NodeId> failed) {
        List<RecipientStatus> shares = new ArrayList<>();
        shares.add(new RecipientStatus(OTHER, RecipientStatus.State.DIRECT, Duration.ZERO, Optional.empty(), ""));
        failed.forEach(member -> shares.add(
                new RecipientStatus(member, RecipientStatus.State.DROPPED, Duration.ZERO, Optional.empty(), "")));
        traffic.heard(new Delivery(new MessageKey(SELF, ++seq), id, shares, Duration.ZERO));
    }

    private void order(String line) throws IOException {
        traffic.obey(new BufferedReader(new StringReader(line)));
    }

    private JsonObject ask(String line) throws IOException, InterruptedException {
        order(line);
        return answer();
    }

    private JsonObject answer() throws InterruptedException {
        return JsonParser.parseString(
                        Optional.ofNullable(answers.poll(10, TimeUnit.SECONDS)).orElseThrow())
                .getAsJsonObject();
    }
}
