package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path root;

    @Test
    void homeKeepsItsDevice() {
        Path home = root.resolve("ann");
        Device first = identity().deviceOrCreate(home, RANDOM, 1000);
        assertThat(identity().deviceOrCreate(home, RANDOM, 2000).certificate()).isEqualTo(first.certificate());
        assertThat(first.certificate().madeAt()).isEqualTo(1000);
        assertThat(identity().device(root.resolve("none"))).isEmpty();
    }

    /** A second terminal is a further device of the same person. */
    @Test
    void homesAreDevicesOfOnePerson() {
        Device first = identity().deviceOrCreate(root.resolve("ann"), RANDOM, 1000);
        Device second = identity().deviceOrCreate(root.resolve("ann2"), RANDOM, 1000);
        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(second.certificate().person()).isEqualTo(first.certificate().person());
    }

    /** The file alone is useless, so a stolen home without the identity is not a device. */
    @Test
    void deviceDependsOnThePerson() throws IOException {
        Path home = root.resolve("ann");
        Device first = identity().deviceOrCreate(home, RANDOM, 1000);
        Files.delete(root.resolve("identity.pem"));
        assertThat(identity().device(home).orElseThrow().key()).isNotEqualTo(first.key());
    }

    private Identity identity() {
        return Identity.readOrCreate(root.resolve("identity.pem"), Passphrase.NONE, RANDOM);
    }
}
