package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.underWay;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.NetworkEvent;

/** Own messages, which people see once their delivery is known. */
class HeldMessagesTest {

    @Test
    void showsOwnMessageOnceDeliveryIsKnown() {
        assertThat(rendered(human(), List.of(entered(), said(BOB, 1, "hi"), underWay(1, 20))))
                .hasSize(1);
        assertThat(last(entered(), said(BOB, 1, "hi"), underWay(1, 20), delivered(1)))
                .isEqualTo("14:02 you  hi  ✓");
        assertThat(last(entered(), said(BOB, 1, "hi"), delivery(1, nodes(1), nodes(3), nodes(), nodes())))
                .isEqualTo("14:02 you  hi  ✓ via alice: carol");
        assertThat(last(entered(), said(BOB, 1, "hi"), delivery(1, nodes(), nodes(), nodes(), nodes())))
                .isEqualTo("14:02 you  hi  (you are alone)");
        assertThat(DeliveryMarks.UNICODE
                        .of(Optional.of(delivery(1, nodes(), nodes(), nodes(), nodes(1, 3))), MemberNames.NONE)
                        .text())
                .isEqualTo("queued");
        assertThat(last(entered(), said(BOB, 1, "hi"), underWay(1, 3_000))).isEqualTo("14:02 you  hi  1/2 …");
    }

    @Test
    void reportsLateDelivery() {
        assertThat(last(entered(), said(BOB, 1, "hi"), underWay(1, 3_000), delivered(1)))
                .isEqualTo("✓ 14:02 \"hi\" delivered to carol");
        assertThat(last(
                        entered(),
                        said(BOB, 1, "hi"),
                        underWay(1, 3_000),
                        delivery(1, nodes(1), nodes(), nodes(3), nodes())))
                .isEqualTo("✗ 14:02 \"hi\" not delivered to carol");
        assertThat(rendered(
                        human(),
                        List.of(
                                entered(),
                                said(BOB, 1, "hi"),
                                said(ALICE, 2, "yes"),
                                delivery(1, nodes(1), nodes(), nodes(3), nodes()))))
                .as("shown before the first delivery event")
                .endsWith("✓ 14:02 \"hi\" delivered to alice", "✗ 14:02 \"hi\" not delivered to carol");
    }

    @Test
    void showsOwnMessageBeforeItsAnswer() {
        assertThat(rendered(human(), List.of(entered(), said(BOB, 1, "lunch?"), said(ALICE, 2, "yes"))))
                .endsWith("14:02 you  lunch?  sending", "14:02 alice  yes");
        assertThat(rendered(human(), List.of(entered(), said(BOB, 5, "later"), said(ALICE, 2, "meanwhile"))))
                .as("a message with a lower number is not an answer")
                .endsWith("14:02 alice  meanwhile");
    }

    @Test
    void showsOlderOwnMessageBeforeIncomingOne() {
        NetworkEvent.Said first = said(ALICE, 2, "meanwhile");
        assertThat(rendered(human(), List.of(entered(), said(BOB, 5, "mine"), later(first, 149))))
                .endsWith("14:02 alice  meanwhile")
                .hasSize(2);
        assertThat(rendered(human(), List.of(entered(), said(BOB, 5, "mine"), later(first, 150))))
                .endsWith("14:02 you  mine  sending", "14:02 alice  meanwhile");
    }

    @Test
    void boundsHeldMessagesAndReleasesThemAtEnd() {
        List<NetworkEvent> events = new ArrayList<>(List.of(entered()));
        for (int i = 1; i <= HumanRenderer.MAX_HELD + 1; i++) {
            events.add(said(BOB, i, "message " + i));
        }
        assertThat(rendered(human(), events)).hasSize(2).endsWith("14:02 you  message 1  sending");
        events.add(new NetworkEvent.Ended(Optional.empty()));
        assertThat(rendered(human(), events))
                .hasSize(3 + HumanRenderer.MAX_HELD)
                .endsWith("← left ops");
    }

    @Test
    void showsOverdueMessageAsSending() {
        Renderer renderer = human();
        for (NetworkEvent event : List.of(entered(), said(BOB, 1, "hi"))) {
            renderer = renderer.render(OPS, event).next();
        }
        assertThat(renderer.holdsBack()).isTrue();
        assertThat(renderer.overdue(TIME + 10 + 2_999).lines()).isEmpty();
        Renderer.Rendering due = renderer.overdue(TIME + 10 + 3_000);
        assertThat(due.lines()).containsExactly("14:02 you  hi  sending");
        assertThat(due.next().holdsBack()).isFalse();
        assertThat(due.next().render(OPS, delivered(1)).lines())
                .containsExactly("✓ 14:02 \"hi\" delivered to everyone");
    }

    private static NetworkEvent.Said later(NetworkEvent.Said said, long millis) {
        return new NetworkEvent.Said(
                said.message(), said.author(), said.own(), said.live(), said.receivedAt() + millis);
    }

    private static Renderer human() {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"));
    }

    private static String last(NetworkEvent... events) {
        List<String> lines = rendered(human(), List.of(events));
        return lines.get(lines.size() - 1);
    }
}
