package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

class NetworkListingTest {

    private static final NetworkId ID = new NetworkId(new UUID(1, 2));
    private static final List<NetworkInfo> NETWORKS = List.of(
            network("lunch", Optional.of(Leader.of(ALICE)), 1, 3),
            network("ops", Optional.of(Leader.of(ALICE)), 12, 10),
            network("old", Optional.empty(), 99, 0));

    @Test
    void printsTableForPeople() {
        assertThat(NetworkListing.lines(NETWORKS, OutputFormat.HUMAN)).containsExactly("""
                NAME   LEADER         MEMBERS  EPOCH  STATE
                lunch  10.0.0.1:4000  3        4      led
                ops    10.0.0.1:4000  10       4      silent for 12 s
                old    -              0        4      empty""".split("\n"));
        assertThat(NetworkListing.lines(List.of(), OutputFormat.HUMAN))
                .singleElement()
                .asString()
                .contains("no networks yet");
    }

    @Test
    void printsTabsForLineTools() {
        assertThat(NetworkListing.lines(NETWORKS, OutputFormat.PLAIN)).contains("lunch\t10.0.0.1:4000\t3\t4\tled");
        assertThat(NetworkListing.lines(List.of(), OutputFormat.PLAIN)).isEmpty();
    }

    @Test
    void printsJsonForPrograms() {
        assertThat(NetworkListing.lines(NETWORKS, OutputFormat.JSON))
                .startsWith("{\"v\":1,\"type\":\"network\",\"network\":\"lunch\","
                        + "\"id\":\"00000000-0000-0001-0000-000000000002\",\"leader\":1,\"address\":\"10.0.0.1:4000\","
                        + "\"members\":3,\"epoch\":4,\"silentMs\":1000}");
    }

    private static NetworkInfo network(String name, Optional<Leader> leader, int silence, int members) {
        return new NetworkInfo(ID, new NetworkName(name), 4, leader, Duration.ofSeconds(silence), members);
    }
}
