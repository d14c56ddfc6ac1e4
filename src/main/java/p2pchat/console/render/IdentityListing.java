package p2pchat.console.render;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;

/** Renders the keys of the user and of the homes for people, line tools and programs. */
public final class IdentityListing {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    /** A home with its certified key. */
    public record Home(Path folder, DeviceCertificate certificate) {}

    private IdentityListing() {}

    public static List<String> lines(PersonKey person, Path file, boolean encrypted, OutputFormat output) {
        return switch (output) {
            case HUMAN ->
                List.of(
                        "fingerprint  " + person.fingerprint(),
                        "key          " + person.bytes(),
                        "file         " + file + (encrypted ? " (with a passphrase)" : ""));
            case PLAIN -> List.of(String.join("\t", person.fingerprint().value(), person.bytes() + "", file + ""));
            case JSON ->
                List.of(JsonLine.of("identity")
                        .with("person", person.bytes())
                        .with("fingerprint", person.fingerprint())
                        .with("file", file)
                        .with("encrypted", encrypted)
                        .toString());
        };
    }

    public static List<String> lines(List<Home> homes, OutputFormat output, ZoneId zone) {
        if (homes.isEmpty() && output == OutputFormat.HUMAN) {
            return List.of("no devices yet; starting a node creates one");
        }
        return homes.stream()
                .map(home -> {
                    DeviceCertificate certificate = home.certificate();
                    Instant made = Instant.ofEpochMilli(certificate.madeAt());
                    return switch (output) {
                        case HUMAN ->
                            String.join(
                                    "  ",
                                    certificate.device().fingerprint().value(),
                                    DAY.format(made.atZone(zone)),
                                    home.folder().toString());
                        case PLAIN ->
                            String.join(
                                    "\t",
                                    certificate.device().fingerprint().value(),
                                    made.toString(),
                                    home.folder().toString());
                        case JSON ->
                            JsonLine.of("device")
                                    .with("device", certificate.device().bytes())
                                    .with("fingerprint", certificate.device().fingerprint())
                                    .with("madeAt", made)
                                    .with("home", home.folder())
                                    .toString();
                    };
                })
                .toList();
    }

    /** Returns that a device has ended in a network. */
    public static List<String> ended(NetworkName network, String device, OutputFormat output) {
        return output == OutputFormat.JSON
                ? List.of(JsonLine.of("device_ended", network)
                        .with("device", device)
                        .toString())
                : List.of("your device " + Sanitiser.line(device) + " has ended in " + network);
    }
}
