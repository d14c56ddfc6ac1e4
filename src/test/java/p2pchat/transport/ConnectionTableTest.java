package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Silent connections lock no one out (reliability F6). */
class ConnectionTableTest {

    private static final String LOCAL = "7f000001";
    private static final String OTHER = "0a000002";

    private final ConnectionTable table = new ConnectionTable(new ConnectionTable.Limits(10, 8, 4));
    private final List<String> dropped = new ArrayList<>();

    @Test
    void dropsOldestSilentConnection() {
        IntStream.range(0, 4).forEach(i -> assertThat(admit(LOCAL, "s" + i)).isTrue());
        assertThat(admit(LOCAL, "new")).isTrue();
        assertThat(dropped).containsExactly("s0");
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void dropsFromAddressWithMostSilentOnes() {
        admit(OTHER, "slow");
        IntStream.range(0, 3).forEach(i -> admit(LOCAL, "s" + i));
        assertThat(admit(LOCAL, "s3")).isTrue();
        assertThat(dropped).containsExactly("s0");
    }

    @Test
    void neverDropsConnectionWithRequest() {
        for (int i = 0; i < 8; i++) {
            assertThat(talk(LOCAL, "member" + i)).isTrue();
        }
        assertThat(admit(LOCAL, "one more of this address")).isFalse();
        assertThat(talk(OTHER, "another")).isTrue();
        assertThat(talk(OTHER, "the last")).isTrue();
        assertThat(admit(OTHER, "one too many")).isFalse();
        assertThat(dropped).isEmpty();
    }

    @Test
    void fullAddressDropsItsOwnSilentConnection() {
        IntStream.range(0, 7).forEach(i -> talk(LOCAL, "member" + i));
        admit(LOCAL, "silent");
        assertThat(admit(LOCAL, "new")).isTrue();
        assertThat(dropped).containsExactly("silent");
    }

    @Test
    void closedConnectionsFreeTheirPlaces() {
        List<ConnectionTable.Connection> open = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            ConnectionTable.Connection connection = connection(LOCAL, "c");
            assertThat(table.admit(connection)).isTrue();
            table.requestReceived(connection);
            open.add(connection);
            if (open.size() == 8) {
                open.forEach(table::closed);
                open.forEach(table::closed); // a second time changes nothing
                open.clear();
            }
        }
        assertThat(table.size()).isEqualTo(open.size());
        assertThat(dropped).isEmpty();
    }

    private boolean admit(String from, String name) {
        return table.admit(connection(from, name));
    }

    private boolean talk(String from, String name) {
        ConnectionTable.Connection connection = connection(from, name);
        boolean admitted = table.admit(connection);
        table.requestReceived(connection);
        return admitted;
    }

    private ConnectionTable.Connection connection(String from, String name) {
        return new ConnectionTable.Connection(from, () -> dropped.add(name));
    }
}
