package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTest {

    @Test
    void roundTripsText() {
        for (String text : List.of("localhost:4700", "10.0.0.1:1", "[::1]:65535", "[fe80::1%eth0]:0", "a.b-c:80")) {
            assertThat(Address.parse(text)).hasToString(text);
        }
        assertThat(Address.parse("[::1]:4700")).isEqualTo(new Address("::1", 4700));
    }

    /** The JDK writes all zeros of an IPv6 address (public 22). */
    @Test
    void shortensZerosOfIpv6() {
        assertThat(new Address("0:0:0:0:0:0:0:1", 80)).hasToString("[::1]:80");
        assertThat(new Address("0:0:0:0:0:0:0:0", 80)).hasToString("[::]:80");
        assertThat(new Address("fe80:0:0:0:1:2:3:4%eth0", 80)).hasToString("[fe80::1:2:3:4%eth0]:80");
        assertThat(new Address("2001:db8:0:1:2:3:4:5", 80)).hasToString("[2001:db8:0:1:2:3:4:5]:80");
        assertThat(new Address("2001:db8:1:0:0:0:0:0", 80)).hasToString("[2001:db8:1::]:80");
    }

    @Test
    void explainsInvalidAddresses() {
        for (String bad : List.of("", "host", ":80", "host:", "host:x", "::1:80", "host:65536", "host:-1", "a b:1")) {
            assertThatThrownBy(() -> Address.parse(bad))
                    .as("'%s'", bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
        assertThatThrownBy(() -> Address.parse("::1:80")).hasMessageContaining("brackets");
        assertThatThrownBy(() -> new Address("[::1]", 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.parse("h\u00f6st:80")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsHostLength() {
        assertThat(new Address("h".repeat(255), 1).host()).hasSize(255);
        assertThatThrownBy(() -> new Address("h".repeat(256), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
