package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.ProblemException;

class KeyFileTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void keyIsReadBack() throws Exception {
        Path file = folder.resolve("identity.pem");
        SigningKey made = KeyFile.readOrCreate(file, random);
        assertThat(KeyFile.readOrCreate(file, random).device()).isEqualTo(made.device());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.list(folder)).hasSize(1);
    }

    /** The example of RFC 8410, section 10.3. */
    @Test
    void keyOfAnotherProgramIsRead() throws Exception {
        Path file = folder.resolve("identity.pem");
        Files.writeString(
                file,
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(KeyFile.readOrCreate(file, random).device().bytes())
                .hasToString("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    }

    /** (attack 47) */
    @Test
    void fileThatOthersCanReadIsRefused() throws Exception {
        Path file = folder.resolve("identity.pem");
        KeyFile.readOrCreate(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyFile.readOrCreate(file, random)).isInstanceOf(ProblemException.class);
    }

    /** (attack 47) */
    @Test
    void linkIsRefused() throws Exception {
        Path target = folder.resolve("elsewhere.pem");
        KeyFile.readOrCreate(target, random);
        Path file = Files.createSymbolicLink(folder.resolve("identity.pem"), target);
        assertThatThrownBy(() -> KeyFile.readOrCreate(file, random)).isInstanceOf(ProblemException.class);
    }
}
