package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4

    @Test
    void hashesPartsAsOneText() {
        assertThat(hex(Sha256.digest(bytes("a"), bytes("bc")))).isEqualTo(ABC);
        assertThat(hex(Sha256.digest(ByteBuffer.allocate(9).put(bytes("abc"))))).isEqualTo(ABC);
        Sha256.renew();
        assertThat(hex(Sha256.digest(bytes("abc")))).isEqualTo(ABC);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
