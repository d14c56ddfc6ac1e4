package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.underWay;

import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkEvent;

/** What a command says of the message that it sent, as bob. */
class SendResultTest {

    private static final String NODE = "p2p-chat node --group ops --nick bob";

    @Test
    void whereEveryoneHasItThatIsAllThereIsToSay() {
        SendResult sent = after(underWay(1, 5), delivered(1));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(NODE)).isEmpty();
        assertThat(sent.lines(OutputFormat.HUMAN)).containsExactly("alice, carol have it, after 38 ms");
        assertThat(sent.lines(OutputFormat.PLAIN)).containsExactly("alice\tdirect\t38", "carol\tdirect\t38");
        assertThat(sent.lines(OutputFormat.JSON))
                .singleElement()
                .asString()
                .startsWith("{\"v\":1,\"type\":\"delivery\",\"network\":\"ops\",\"ref\":null,")
                .contains("\"direct\":[1,3],", "\"final\":true");
    }

    @Test
    void whoGotItThroughTheLeaderIsNamed() {
        SendResult sent = after(delivery(1, nodes(1), nodes(3), nodes(), nodes()));
        assertThat(sent.lines(OutputFormat.HUMAN))
                .containsExactly("alice, carol have it, carol through the leader, after 38 ms");
        assertThat(sent.shortfall(NODE)).isEmpty();
    }

    @Test
    void whoLacksItIsNamedWithTheReasonAndWithWhatBecomesOfIt() {
        SendResult sent = after(underWay(1, 10_000));
        assertThat(sent.settled()).isFalse();
        assertThat(sent.lines(OutputFormat.HUMAN))
                .containsExactly("alice  has it, after 38 ms", "carol  has not acknowledged it for 10.0 s");
        assertThat(sent.shortfall(NODE).orElseThrow().code()).isEqualTo(6);
        assertThat(sent.shortfall(NODE).orElseThrow().lines())
                .containsExactly(
                        "p2p-chat: carol does not have the message yet",
                        "  why:  carol has not acknowledged it for 10.0 s; alice has it and hands it on",
                        "  try:  p2p-chat node --group ops --nick bob     see who is there");
    }

    @Test
    void aMemberThatIsOutLacksItThoughNothingIsWaitedFor() {
        SendResult sent = after(delivery(1, nodes(1), nodes(), nodes(3), nodes()));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(NODE).orElseThrow().why().orElseThrow())
                .startsWith("carol was dropped or left before it had it, after 38 ms");
    }

    @Test
    void whatNobodyElseHasIsKeptHere() {
        assertThat(after(delivery(1, nodes(), nodes(), nodes(), nodes(1, 3)))
                        .shortfall(NODE)
                        .orElseThrow()
                        .lines())
                .containsExactly(
                        "p2p-chat: nobody else has the message yet",
                        "  why:  alice has not acknowledged it for 38 ms, carol has not acknowledged it for 38 ms;"
                                + " it is kept here, and goes out when this node runs again",
                        "  try:  p2p-chat node --group ops --nick bob     run it, and stay until they have it");
        assertThat(after().shortfall(NODE).orElseThrow().why().orElseThrow()).startsWith("nothing was heard of it");
    }

    @Test
    void whereNobodyIsNobodyHasIt() {
        SendResult sent = after(delivery(1, nodes(), nodes(), nodes(), nodes()));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(NODE).orElseThrow().code()).isEqualTo(6);
        assertThat(sent.shortfall(NODE).orElseThrow().lines())
                .containsExactly(
                        "p2p-chat: nobody else has the message yet",
                        "  why:  nobody else is in ops now; it is kept here, and goes out when this node runs again",
                        "  try:  p2p-chat node --group ops --nick bob     run it, and stay until they have it");
        assertThat(sent.lines(OutputFormat.HUMAN)).isEmpty();
        assertThat(sent.lines(OutputFormat.PLAIN)).isEmpty();
        assertThat(sent.lines(OutputFormat.JSON)).hasSize(1);
    }

    private static SendResult after(NetworkEvent... events) {
        SendResult sent = SendResult.nothing(OPS).after(entered());
        for (NetworkEvent event : List.of(events)) {
            sent = sent.after(event);
        }
        return sent;
    }
}
