package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import p2pchat.model.Address;

class LocalInterfaceTest {

    private static final Address NEAR = new Address("127.0.0.1", 4700);

    @Test
    void wildcardResolvesToRoutedInterface() {
        assertThat(LocalInterface.reachable(new Address("0.0.0.0", 5000), NEAR))
                .isEqualTo(new Address("127.0.0.1", 5000));
        assertThat(LocalInterface.reachable(new Address("0:0:0:0:0:0:0:0", 5000), NEAR))
                .isEqualTo(new Address("127.0.0.1", 5000));
    }

    @Test
    void keepsSpecificAddress() {
        Address bound = new Address("127.0.0.2", 5000);

        assertThat(LocalInterface.reachable(bound, NEAR)).isEqualTo(bound);
    }

    @Test
    void fallsBackToLoopback() {
        assertThat(LocalInterface.towards(new Address("no-such-host.invalid", 1)))
                .isEqualTo("127.0.0.1");
    }
}
