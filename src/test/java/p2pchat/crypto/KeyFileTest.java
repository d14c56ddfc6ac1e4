package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import p2pchat.model.Problem;
import p2pchat.model.Problem.IdentityUnusable.Flaw;
import p2pchat.model.ProblemException;

class KeyFileTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PHRASE = "Süße Äpfel 7";

    /** The private key of RFC 8410, section 10.3. */
    private static final String RFC_8410 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    @TempDir
    private Path folder;

    @Test
    void keepsTheKey() throws IOException {
        Path file = folder.resolve("new").resolve("identity.pem");
        SigningKey key = KeyFile.readOrCreate(file, Passphrase.NONE, RANDOM);
        assertThat(KeyFile.readOrCreate(file, Passphrase.NONE, RANDOM).person()).isEqualTo(key.person());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(entries(file.getParent())).containsExactly(file);
    }

    @Test
    void readsTheKeyOfTheStandard() throws IOException {
        Path file = privateFile(RFC_8410);
        assertThat(KeyFile.readOrCreate(file, Passphrase.NONE, RANDOM).person().bytes())
                .hasToString("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    }

    @Test
    void opensslReadsTheKey() throws Exception {
        Path file = folder.resolve("identity.pem");
        SigningKey key = KeyFile.readOrCreate(file, Passphrase.NONE, RANDOM);
        assertThat(openssl("pkey", "-in", file.toString(), "-noout", "-text"))
                .contains("ED25519 Private-Key")
                .contains(key.person().bytes().toString());
    }

    @Test
    void opensslReadsTheEncryptedKey() throws Exception {
        Path file = folder.resolve("identity.pem");
        SigningKey key = SigningKey.random(RANDOM);
        new KeyFile(file).replace(key, Optional.of(PHRASE.toCharArray()), RANDOM);
        assertThat(openssl("pkey", "-in", file.toString(), "-noout", "-text", "-passin", "pass:" + PHRASE))
                .contains(key.person().bytes().toString());
    }

    @Test
    void readsWhatOpensslEncrypted() throws Exception {
        Path plain = privateFile(RFC_8410);
        Path encrypted = folder.resolve("encrypted.pem");
        openssl("pkcs8", "-topk8", "-scrypt", "-in", plain + "", "-out", encrypted + "", "-passout", "pass:" + PHRASE);
        assertThat(new KeyFile(encrypted).read(PASSPHRASE).map(SigningKey::person))
                .isEqualTo(new KeyFile(plain).read(Passphrase.NONE).map(SigningKey::person));
    }

    @Test
    void needsThePassphrase() {
        Path file = folder.resolve("identity.pem");
        SigningKey key = SigningKey.random(RANDOM);
        new KeyFile(file).replace(key, Optional.of(PHRASE.toCharArray()), RANDOM);
        assertThat(KeyFile.readOrCreate(file, PASSPHRASE, RANDOM).person()).isEqualTo(key.person());
        assertFlaw(file, path -> Optional.of("wrong".toCharArray()), Flaw.WRONG_PASSPHRASE);
        assertFlaw(file, Passphrase.NONE, Flaw.LOCKED);
    }

    private static final Passphrase PASSPHRASE = file -> Optional.of(PHRASE.toCharArray());

    /** A file that group or others have access to (attack 47). */
    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw--w----", "rw-----w-", "rw------x"})
    void refusesFilesOfOthers(String mode) throws IOException {
        Path file = privateFile(RFC_8410);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertFlaw(file, Passphrase.NONE, Flaw.READABLE_BY_OTHERS);
    }

    /** Attack 47. */
    @Test
    void readsReadOnlyFile() throws IOException {
        Path file = privateFile(RFC_8410);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(new KeyFile(file).read(Passphrase.NONE)).isPresent();
    }

    /** Attack 47. */
    @Test
    void refusesLink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.pem"), privateFile(RFC_8410));
        assertFlaw(link, Passphrase.NONE, Flaw.LINK);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.pem"), folder.resolve("missing"));
        assertFlaw(dangling, Passphrase.NONE, Flaw.LINK);
    }

    /** Attack 47. Only root can give a file away. */
    @Test
    void refusesForeignFile() throws IOException {
        Path file = privateFile(RFC_8410);
        int owner = (Integer) Files.getAttribute(file, "unix:uid");
        assumeTrue(owner == 0);
        Files.setAttribute(file, "unix:uid", 12345);
        assertFlaw(file, Passphrase.NONE, Flaw.FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n=A\n-----END PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQAw\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nMC4CAQAw\n-----END PUBLIC KEY-----\n"
            })
    void refusesWhatIsNoKey(String content) throws IOException {
        assertFlaw(privateFile(content), PASSPHRASE, Flaw.DAMAGED);
    }

    /** A file from elsewhere must not make the program use gigabytes. */
    @Test
    void refusesCostlyDerivation() throws IOException {
        Path file = folder.resolve("identity.pem");
        new KeyFile(file).replace(SigningKey.random(RANDOM), Optional.of(PHRASE.toCharArray()), RANDOM);
        List<String> lines = Files.readAllLines(file);
        String hex = HexFormat.of()
                .formatHex(Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1))));
        String costly = hex.replaceFirst("02024000020108", "0202400002017f"); // the block size
        assertThat(costly).isNotEqualTo(hex);
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(costly));
        Files.writeString(file, lines.get(0) + "\n" + base64 + "\n" + lines.get(lines.size() - 1) + "\n");
        assertFlaw(file, PASSPHRASE, Flaw.DAMAGED);
    }

    @Test
    void refusesHugeFileAndFolder() throws IOException {
        assertFlaw(privateFile(RFC_8410.repeat(1000)), Passphrase.NONE, Flaw.DAMAGED);
        assertFlaw(folder, Passphrase.NONE, Flaw.DAMAGED);
        assertFlaw(Path.of("/proc/identity.pem"), Passphrase.NONE, Flaw.INACCESSIBLE);
    }

    @Test
    void concurrentStartsAgree() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path file = folder.resolve("round" + round).resolve("identity.pem");
            CyclicBarrier start = new CyclicBarrier(4);
            List<CompletableFuture<SigningKey>> keys = IntStream.range(0, 4)
                    .mapToObj(starter -> CompletableFuture.supplyAsync(
                            () -> {
                                await(start);
                                return KeyFile.readOrCreate(file, Passphrase.NONE, RANDOM);
                            },
                            task -> new Thread(task).start()))
                    .toList();
            assertThat(keys.stream()
                            .map(key ->
                                    key.orTimeout(30, TimeUnit.SECONDS).join().person())
                            .distinct())
                    .hasSize(1);
            assertThat(entries(file.getParent())).containsExactly(file);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertFlaw(Path file, Passphrase passphrase, Flaw expected) {
        assertThatThrownBy(() -> KeyFile.readOrCreate(file, passphrase, RANDOM))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOfSatisfying(Problem.IdentityUnusable.class, problem -> {
                            assertThat(problem.flaw()).isEqualTo(expected);
                            assertThat(problem.file()).isEqualTo(file);
                        }));
    }

    private Path privateFile(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("given.pem"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    /** Returns what openssl prints, with all spaces and colons between hexadecimal digits removed. */
    private static String openssl(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "openssl"))));
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.replaceAll("(?<=[0-9a-f]{2}):\\s*(?=[0-9a-f]{2})", "");
    }
}
