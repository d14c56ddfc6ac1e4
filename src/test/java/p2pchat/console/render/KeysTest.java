package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.member;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.status;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.SafetyNumber;
import p2pchat.model.Verification;

/** Person keys and their comparison in each form. */
class KeysTest {

    private static final String ONE = person(1).fingerprint().toString();
    private static final String NUMBER = SafetyNumber.of(person(1), person(2)).toString();

    @Test
    void infoShowsKeysAndMode() {
        assertThat(human(new NodeAnswer.Info(status(), Optional.empty())))
                .contains(
                        "directory   127.0.0.1:4700, key "
                                + status().keys().directory().orElseThrow(),
                        "mode        a directory on this machine may also decide who leads",
                        "your key    " + person(2),
                        "other keys  alice: verified, key " + ONE + ", carol: key " + person(3));
        assertThat(json(new NodeAnswer.Info(status(), Optional.empty())))
                .contains("\"fingerprint\":\"" + person(2) + "\",\"directoryFingerprint\":\"")
                .endsWith("\"mode\":\"local\"}");
    }

    @Test
    void membersHaveTheirKeysInJson() {
        assertThat(json(new NodeAnswer.Members(status())))
                .contains(
                        "\"reason\":\"\",\"person\":\"" + "01".repeat(32) + "\",\"fingerprint\":\"" + ONE
                                + "\",\"verified\":true,\"ambiguous\":false},",
                        "\"reason\":\"unreachable\",\"person\":null,\"fingerprint\":null,\"verified\":null,"
                                + "\"ambiguous\":null}");
    }

    @Test
    void numberIsShownWithTheNextSteps() {
        NodeAnswer compared = compared(Verification.State.TO_COMPARE);
        assertThat(human(compared))
                .containsExactly(
                        "alice has the key " + ONE + "; compare this number by phone or in person:",
                        "  " + NUMBER,
                        "alice sees the same number with /verify bob; if they match, type /verify alice yes");
        assertThat(json(compared))
                .endsWith("\"id\":1,\"nick\":\"alice\",\"person\":\"" + "01".repeat(32) + "\",\"fingerprint\":\"" + ONE
                        + "\",\"number\":\"" + NUMBER + "\",\"state\":\"to_compare\"}");
    }

    @Test
    void resultOfTheComparisonIsConfirmed() {
        assertThat(human(compared(Verification.State.VERIFIED))).containsExactly("alice is verified: key " + ONE);
        assertThat(human(compared(Verification.State.OWN)))
                .containsExactly("alice has your own key; it is this node or another of yours");
    }

    @Test
    void verifiedPeopleAreListed() {
        assertThat(human(new NodeAnswer.VerifiedPeople(Map.of())))
                .containsExactly("nobody is verified yet; /verify NICK compares keys");
        NodeAnswer some = new NodeAnswer.VerifiedPeople(Map.of(person(1), ALICE.nick()));
        assertThat(human(some)).containsExactly("alice · " + ONE);
        assertThat(json(some))
                .endsWith("\"verified\":[{\"person\":\"" + "01".repeat(32) + "\",\"fingerprint\":\"" + ONE
                        + "\",\"nick\":\"alice\"}]}");
    }

    @Test
    void earlierKeyAndSimilarNickAreNamed() {
        assertThat(notice(new NetworkEvent.NewKey(member(4, "dave"), person(4), new Nick("dave"), person(5), false)))
                .startsWith(
                        "* dave has a different key than the earlier dave (" + person(4) + ", not " + person(5) + ");");
        assertThat(notice(new NetworkEvent.NewKey(member(4, "dаve"), person(4), new Nick("dave"), person(5), true)))
                .startsWith("* dаve looks like dave and has a different key than the dave you verified (");
    }

    @Test
    void peopleThatLeftLongAgoAreForgotten() {
        MemberNames names = MemberNames.NONE.after(
                new NetworkEvent.PeopleIdentified(Map.of(member(9, "x").node(), person(9))));
        MemberNames later = names.after(entered())
                .after(new NetworkEvent.PeopleIdentified(Map.of(ALICE.node(), person(1), BOB.node(), person(2))));
        assertThat(later.people()).containsOnlyKeys(ALICE.node(), BOB.node());
    }

    @Test
    void nicksThatReadAlikeAreNumbered() {
        NetworkEvent.Said former = replayed(member(9, "аlice"), 1, "old"); // the first letter is Cyrillic
        List<NetworkEvent> events = List.of(entered(), former, said(ALICE, 2, "new"));
        assertThat(rendered(PlainRenderer.create(), events))
                .anyMatch(line -> line.endsWith("\tаlice (#9)\told"))
                .anyMatch(line -> line.endsWith("\talice (#1)\tnew"));
        assertThat(rendered(JsonRenderer.create("a"), events))
                .anyMatch(line -> line.contains("\"from\":{\"id\":1,\"nick\":\"alice\"}"));
    }

    @Test
    void completionNeedsNoNumber() {
        NetworkEvent joins = NetworkEvent.MemberChanged.joined(member(9, "ALICE"));
        assertThat(MemberNames.NONE.after(entered()).after(joins).present()).containsValue("ALICE");
    }

    @Test
    void nicksOfOnePersonAreShownWithoutNumbers() {
        Member former = member(9, "alice");
        NetworkEvent people =
                new NetworkEvent.PeopleIdentified(Map.of(former.node(), person(1), ALICE.node(), person(1)));
        List<NetworkEvent> events = List.of(people, entered(), replayed(former, 1, "old"));
        assertThat(rendered(PlainRenderer.create(), events)).anyMatch(line -> line.endsWith("\talice\told"));
    }

    @Test
    void listedAuthorsThatReadAlikeAreToldApart() {
        NodeAnswer listing = new NodeAnswer.Listing(
                List.of(replayed(member(8, "zoe"), 1, "a"), replayed(member(9, "Zoe"), 1, "b")), List.of(), false);
        assertThat(human(listing)).startsWith("14:02 zoe (#8)  a", "14:02 Zoe (#9)  b");
    }

    private static NodeAnswer compared(Verification.State state) {
        return new NodeAnswer.Compared(
                new Verification(ALICE, person(1), SafetyNumber.of(person(1), person(2)), state));
    }

    private static String notice(NetworkEvent event) {
        return PlainRenderer.create().render(OPS, event).lines().get(0);
    }

    private static List<String> human(NodeAnswer answer) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH)
                .render(OPS, entered())
                .next()
                .answer(OPS, Optional.empty(), answer);
    }

    private static String json(NodeAnswer answer) {
        return JsonRenderer.create("a").answer(OPS, Optional.of("7"), answer).get(0);
    }
}
