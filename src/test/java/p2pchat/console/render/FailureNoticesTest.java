package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.said;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.terminal.StatusLine;
import p2pchat.model.DepartureReason;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.State;

/** Notices on bob's terminal while leaders, members and the directory fail and return. */
class FailureNoticesTest {

    private static final TextStyle LOOK = new TextStyle(false, false, Theme.MONO, true);
    private static final long AFTER_A_LOST_STORE = 1_795_708_540_319L;

    @Test
    void reportsSilentLeaderInOneLine() {
        List<NetworkEvent> story = List.of(
                entered(),
                leads(ALICE, BOB, 4, LeaderChangeReason.SILENT),
                NetworkEvent.MemberChanged.departed(ALICE, DepartureReason.SILENT),
                NetworkEvent.MemberChanged.departed(CAROL, DepartureReason.UNREACHABLE));
        assertThat(rendered(human(), story))
                .containsExactly(
                        "→ you joined ops as bob (#2) · alice leads · 3 members",
                        "⚑ alice stopped responding; you now lead (epoch 4, 1.1 s)",
                        "✗ carol timed out (no answer to you)");
        assertThat(rendered(PlainRenderer.create(), story))
                .as("plain output has a line for each event")
                .contains("* alice timed out");
    }

    @Test
    void namesWhoCouldNotReachDroppedMember() {
        NetworkEvent dropped = NetworkEvent.MemberChanged.departed(CAROL, DepartureReason.UNREACHABLE);
        NetworkEvent missed =
                ((NetworkEvent.Condition) condition(State.CONNECTED, true)).withReachability(Duration.ZERO, nodes(3));
        assertThat(last(dropped)).isEqualTo("✗ carol timed out (no answer to leader alice)");
        assertThat(rendered(human(), List.of(entered(), missed, dropped)))
                .endsWith("✗ carol timed out (no answer to you or leader alice)");
        assertThat(rendered(PlainRenderer.create(), List.of(entered(), missed, dropped)))
                .as("the line before names the unreachable member")
                .endsWith("* cannot reach carol", "* carol timed out (no answer to leader alice)");
        assertThat(rendered(JsonRenderer.create("p2p-chat 1"), List.of(entered(), dropped)))
                .last()
                .asString()
                .contains("\"reason\":\"unreachable\"");
    }

    @Test
    void tellsReplacedLeaderWhy() {
        assertThat(last(leads(BOB, CAROL, 4, LeaderChangeReason.SUPERSEDED)))
                .isEqualTo("⚑ you were unreachable; carol now leads (epoch 4)");
    }

    @Test
    void tellsReturningMemberWhoLeads() {
        assertThat(last(leads(ALICE, CAROL, 4, LeaderChangeReason.SUPERSEDED)))
                .isEqualTo("⚑ carol now leads instead of alice (epoch 4, 1.1 s)");
        assertThat(last(leads(ALICE, CAROL, 4, LeaderChangeReason.UNKNOWN)))
                .isEqualTo("⚑ carol now leads instead of alice (epoch 4, 1.1 s)");
        assertThat(last(leads(ALICE, CAROL, 4, LeaderChangeReason.LEFT)))
                .isEqualTo("⚑ alice left; carol now leads (epoch 4, 1.1 s)");
    }

    @Test
    void leaderWithTheSameNickLeadsAgain() { // newcomer 10
        Member returned = Examples.member(9, "alice");
        NetworkEvent people =
                new NetworkEvent.PeopleIdentified(Map.of(ALICE.node(), person(1), returned.node(), person(1)));
        NetworkEvent leads = leads(ALICE, returned, 4, LeaderChangeReason.SUPERSEDED);
        assertThat(rendered(human(), List.of(people, entered(), leads)))
                .last()
                .isEqualTo("⚑ alice leads again (epoch 4, 1.1 s)");
        assertThat(last(leads))
                .as("perhaps another person")
                .isEqualTo("⚑ alice (#9) now leads instead of alice (#1) (epoch 4, 1.1 s)");
    }

    @Test
    void hidesHugeEpoch() {
        assertThat(last(leads(ALICE, BOB, AFTER_A_LOST_STORE, LeaderChangeReason.SILENT)))
                .isEqualTo("⚑ alice stopped responding; you now lead (1.1 s)");
        assertThat(last(leads(BOB, CAROL, AFTER_A_LOST_STORE, LeaderChangeReason.UNKNOWN)))
                .isEqualTo("⚑ you were unreachable; carol now leads");
        assertThat(status(entered(), leads(ALICE, BOB, AFTER_A_LOST_STORE, LeaderChangeReason.SILENT)))
                .isEqualTo(" ops · you lead · 3 members · ● connected · you #2 ");
        assertThat(status(entered(), leads(ALICE, BOB, 4, LeaderChangeReason.SILENT)))
                .isEqualTo(" ops · you lead · 3 members · ● connected · epoch 4 · you #2 ");
    }

    @Test
    void showsNoElectionWithoutDirectory() {
        assertThat(status(entered(), condition(State.ELECTING, true))).contains("◌ choosing a leader");
        assertThat(status(entered(), condition(State.ELECTING, false)))
                .contains("◌ no leader · ! directory unreachable")
                .doesNotContain("choosing");
        assertThat(rendered(PlainRenderer.create(), List.of(entered(), condition(State.ELECTING, false))))
                .endsWith("* no leader · directory unreachable, retrying");
    }

    @Test
    void doesNotCountMessagesForDroppedMembersAsSending() {
        NetworkEvent.Said mine = said(BOB, 3, "fine");
        assertThat(status(entered(), mine)).contains("1 sending");
        NetworkEvent lacking = delivery(3, nodes(1), nodes(), nodes(3), nodes());
        assertThat(status(entered(), mine, lacking)).doesNotContain("sending");
        assertThat(status(entered(), mine, lacking, condition(State.ALONE, true)))
                .as("saved for members that return")
                .contains("● only you here · 1 queued");
    }

    /** A lone member is notified once, not again after an election or an outage of the directory (newcomer 10). */
    @Test
    void liveTerminalPrintsBeingAloneOnce() {
        Renderer live = HumanRenderer.create(
                ZoneOffset.UTC, LocalDate.EPOCH, new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)));
        List<NetworkEvent> events = List.of(
                entered(),
                condition(State.ALONE, true),
                condition(State.ALONE, false),
                condition(State.ELECTING, false),
                condition(State.ALONE, true),
                condition(State.CONNECTED, true));
        assertThat(rendered(live, events))
                .filteredOn(line -> line.contains("alone") || line.contains("connected"))
                .hasSize(2);
    }

    private static NetworkEvent leads(Member from, Member to, long epoch, LeaderChangeReason reason) {
        return new NetworkEvent.LeaderChanged(Optional.of(from.node()), to, epoch, reason, Duration.ofMillis(1_070));
    }

    private static String last(NetworkEvent event) {
        List<String> lines = rendered(human(), List.of(entered(), event));
        return lines.get(lines.size() - 1);
    }

    private static String status(NetworkEvent... events) {
        Renderer renderer =
                HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"), new TerminalStyle(LOOK));
        for (NetworkEvent event : events) {
            renderer = renderer.render(OPS, event).next();
        }
        return StatusLine.text(renderer.live(OPS).orElseThrow().facts(), 120, LOOK);
    }

    private static Renderer human() {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"));
    }
}
