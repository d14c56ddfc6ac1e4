package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.ALICES_CARD;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.person;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.proof.AuthorReport;
import p2pchat.proof.Fault;
import p2pchat.proof.LogReport;

final class ProofListingTest {

    private static final Genesis GENESIS = new Genesis(
            OPS,
            person(1),
            DeviceKey.of(new byte[DeviceKey.SIZE]),
            DeviceKey.of(new byte[DeviceKey.SIZE]),
            Genesis.DirectoryMode.PINNED,
            Bytes.of(new byte[16]),
            AdmissionPolicy.OPEN);
    private static final Ranges MISSING = Ranges.NONE.with(2).with(new Ranges.Range(5, 7));
    private static final MessageKey MESSAGE = new MessageKey(ALICE.node(), 2);

    @Test
    void listsAuthorsAndResult() {
        LogReport report = report(Ranges.NONE, List.of(), Optional.of(ALICES_CARD));

        assertThat(lines(report, Map.of(person(1), new Nick("ally")), OutputFormat.HUMAN))
                .containsExactly(
                        "network ops (00000000), founded by " + person(1),
                        "  alice (n1) " + person(1) + ", verified as ally: 3 messages, 1 deleted",
                        "exported by alice " + person(1) + ", verified as ally",
                        "proven: 3 messages of 1 member");
        assertThat(lines(report, Map.of(), OutputFormat.PLAIN).get(1)).contains(", not verified: ");
    }

    @Test
    void marksOwnKey() {
        LogReport report = report(Ranges.NONE, List.of(), Optional.of(ALICES_CARD));
        ProofListing listing = new ProofListing(report, true, Optional.of(person(1)), Map.of());

        assertThat(listing.lines(OutputFormat.HUMAN))
                .contains(
                        "  alice (n1) " + person(1) + ", your key: 3 messages, 1 deleted",
                        "exported by alice " + person(1) + ", your key");
        assertThat(listing.lines(OutputFormat.JSON).get(0))
                .contains("\"verified\":true")
                .doesNotContain("\"verified\":false");
    }

    @Test
    void namesWhatIsNotProven() {
        List<Fault> faults = List.of(
                new Fault(4, Optional.of(MESSAGE), Fault.Kind.TEXT_CHANGED, ""),
                new Fault(0, Optional.of(new MessageKey(new NodeId(9), 1)), Fault.Kind.FORKED, "n1#4"),
                new Fault(5, Optional.empty(), Fault.Kind.DAMAGED, "bad \u001b[2J"));

        assertThat(lines(report(MISSING, faults, Optional.empty()), Map.of(), OutputFormat.HUMAN))
                .endsWith(
                        "  alice (n1) " + person(1) + ", not verified: 3 messages, 1 deleted, missing 2, 5-7",
                        "line 4: message 2 of alice: not the text that its author signed",
                        "message 1 of n9: another message names another version of it (n1#4)",
                        "line 5: bad [2J",
                        "not proven: 3 faults");
    }

    @Test
    void saysIfMoreIsNotShown() {
        LogReport many =
                new LogReport(id(), GENESIS, List.of(), List.of(fault(Fault.Kind.CUT_OFF)), 1_234, Optional.empty());

        assertThat(lines(many, Map.of(), OutputFormat.HUMAN))
                .endsWith("the end is missing", "not proven: 1,234 faults, the first 1 of them above");
    }

    @Test
    void describesEveryFault() {
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(SignatureText.reason(kind)).isNotBlank();
        }
    }

    @Test
    void printsOneJsonObject() {
        LogReport report =
                report(MISSING, List.of(new Fault(4, Optional.of(MESSAGE), Fault.Kind.MISSING, "")), Optional.empty());

        assertThat(lines(report, Map.of(), OutputFormat.JSON))
                .singleElement()
                .asString()
                .startsWith("{\"v\":1,\"type\":\"proof\",\"network\":\"ops\",\"id\":\"")
                .contains(
                        "\"proven\":false,\"messages\":3,\"authors\":[{\"nick\":\"alice\"",
                        "\"verified\":false,\"id\":1,\"messages\":3,\"deleted\":1,"
                                + "\"missing\":[{\"from\":2,\"to\":2},{\"from\":5,\"to\":7}]}]",
                        "\"exporter\":null,\"faultCount\":1,\"faults\":[{\"kind\":\"missing\",\"line\":4,"
                                + "\"author\":1,\"seq\":2,\"text\":\"line 4: message 2 of alice: missing\"}]}");
        assertThat(new ProofListing(report, false, Optional.empty(), Map.of())
                        .lines(OutputFormat.JSON)
                        .get(0))
                .doesNotContain("exporter");
    }

    private static List<String> lines(LogReport report, Map<PersonKey, Nick> verified, OutputFormat output) {
        return new ProofListing(report, true, Optional.empty(), verified).lines(output);
    }

    private static LogReport report(Ranges missing, List<Fault> faults, Optional<Card> exporter) {
        AuthorReport alice = new AuthorReport(
                ALICE.node(), ALICES_CARD, Ranges.NONE.with(1).with(3).with(4), missing, 1);
        return new LogReport(id(), GENESIS, List.of(alice), faults, faults.size(), exporter);
    }

    private static NetworkId id() {
        return new NetworkId(new UUID(1, 2));
    }

    private static Fault fault(Fault.Kind kind) {
        return new Fault(0, Optional.empty(), kind, "");
    }
}
