package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.PersonKey;

class IdentityListingTest {

    private static final PersonKey ANN = PersonKey.of(new byte[32]);
    private static final Path FILE = Path.of("/d/identity.pem");
    private static final List<IdentityListing.Home> HOMES = List.of(new IdentityListing.Home(
            Path.of("/d/ann"),
            new DeviceCertificate(ANN, DeviceKey.of(new byte[32]), 86_400_000, Bytes.of(new byte[64]))));

    @Test
    void printsKey() {
        String fingerprint = ANN.fingerprint().value();
        String hex = "0".repeat(64);
        assertThat(IdentityListing.lines(ANN, FILE, true, OutputFormat.HUMAN))
                .containsExactly(
                        "fingerprint  " + fingerprint,
                        "key          " + hex,
                        "file         /d/identity.pem (with a passphrase)");
        assertThat(IdentityListing.lines(ANN, FILE, false, OutputFormat.PLAIN))
                .containsExactly(fingerprint + "\t" + hex + "\t/d/identity.pem");
        assertThat(IdentityListing.lines(ANN, FILE, false, OutputFormat.JSON))
                .containsExactly("{\"v\":1,\"type\":\"identity\",\"person\":\"" + hex + "\",\"fingerprint\":\""
                        + fingerprint + "\",\"file\":\"/d/identity.pem\",\"encrypted\":false}");
    }

    @Test
    void printsDevices() {
        String fingerprint = ANN.fingerprint().value();
        assertThat(IdentityListing.lines(HOMES, OutputFormat.HUMAN, ZoneOffset.UTC))
                .containsExactly(fingerprint + "  1970-01-02  /d/ann");
        assertThat(IdentityListing.lines(HOMES, OutputFormat.PLAIN, ZoneOffset.UTC))
                .containsExactly(fingerprint + "\t1970-01-02T00:00:00Z\t/d/ann");
        assertThat(IdentityListing.lines(HOMES, OutputFormat.JSON, ZoneOffset.UTC))
                .singleElement()
                .asString()
                .contains("\"madeAt\":\"1970-01-02T00:00:00.000Z\",\"home\":\"/d/ann\"");
        assertThat(IdentityListing.lines(List.of(), OutputFormat.HUMAN, ZoneOffset.UTC))
                .singleElement()
                .asString()
                .startsWith("no devices yet");
        assertThat(IdentityListing.lines(List.of(), OutputFormat.PLAIN, ZoneOffset.UTC))
                .isEmpty();
    }
}
