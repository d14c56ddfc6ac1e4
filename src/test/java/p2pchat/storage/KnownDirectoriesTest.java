package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

class KnownDirectoriesTest {

    private static final Address OFFICE = new Address("10.0.0.5", 4700);
    private static final Address HOME = new Address("::1", 4700);

    @TempDir
    Path folder;

    @Test
    void keysAreFoundAgain() throws Exception {
        Path file = folder.resolve("data").resolve("known_directories");
        KnownDirectories known = new KnownDirectories(file);
        assertThat(known.find(OFFICE)).isEmpty();
        known.put(OFFICE, key(1));
        known.put(HOME, key(2));
        known.put(OFFICE, key(3));
        assertThat(new KnownDirectories(file).find(OFFICE)).contains(key(3));
        assertThat(new KnownDirectories(file).find(HOME)).contains(key(2));
        assertThat(Files.readAllLines(file)).hasSize(3).anyMatch(line -> line.startsWith("[::1]:4700 "));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.list(file.getParent())).hasSize(1);
    }

    @Test
    void badLineIsNamed() throws Exception {
        Path file = folder.resolve("known_directories");
        Files.writeString(file, "# directories\n\n10.0.0.5:4700 " + key(1).base64() + "\n10.0.0.6:4700 abc\n");
        assertThatThrownBy(() -> new KnownDirectories(file).find(OFFICE))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem())
                                .isEqualTo(new Problem.StoreUnusable(file, "line 4 is not an address and a key")));
    }

    private static DeviceKey key(int value) {
        byte[] bytes = new byte[DeviceKey.SIZE];
        Arrays.fill(bytes, (byte) value);
        return DeviceKey.of(bytes);
    }
}
