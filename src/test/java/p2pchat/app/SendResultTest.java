package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.underWay;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkEvent;

class SendResultTest {

    private static final String NODE = "p2p-chat node --group ops --nick bob";

    @Test
    void reportsMembersThatHaveMessage() {
        SendResult sent = after(underWay(1, 5), delivered(1));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(Optional.of(NODE))).isEmpty();
        assertThat(sent.lines(OutputFormat.HUMAN)).containsExactly("alice, carol have it after 38 ms");
        assertThat(sent.lines(OutputFormat.PLAIN)).containsExactly("alice\tdirect\t38", "carol\tdirect\t38");
        assertThat(sent.lines(OutputFormat.JSON))
                .singleElement()
                .asString()
                .startsWith("{\"v\":1,\"type\":\"delivery\",\"network\":\"ops\",\"ref\":null,")
                .contains("\"direct\":[1,3],", "\"final\":true");
    }

    @Test
    void namesMembersReachedThroughLeader() {
        SendResult sent = after(delivery(1, nodes(1), nodes(3), nodes(), nodes()));
        assertThat(sent.lines(OutputFormat.HUMAN))
                .containsExactly("alice, carol have it, carol through the leader, after 38 ms");
        assertThat(sent.shortfall(Optional.of(NODE))).isEmpty();
    }

    @Test
    void explainsWhyMemberLacksMessage() {
        SendResult sent = after(underWay(1, 10_000));
        assertThat(sent.settled()).isFalse();
        assertThat(sent.lines(OutputFormat.HUMAN))
                .containsExactly("alice  has it, after 38 ms", "carol  has not acknowledged it for 10.0 s");
        assertThat(sent.shortfall(Optional.of(NODE)).orElseThrow().code()).isEqualTo(6);
        assertThat(sent.shortfall(Optional.of(NODE)).orElseThrow().lines("p2p-chat:"))
                .containsExactly(
                        "p2p-chat: carol does not have the message yet",
                        "  why:  carol has not acknowledged it for 10.0 s; alice has it and will pass it on",
                        "  try:  p2p-chat node --group ops --nick bob     see which members are connected");
    }

    @Test
    void memberThatLeftCountsAsLacking() {
        SendResult sent = after(delivery(1, nodes(1), nodes(), nodes(3), nodes()));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(Optional.of(NODE)).orElseThrow().why().orElseThrow())
                .startsWith("carol left or timed out after 38 ms");
    }

    @Test
    void explainsWhenNoMemberHasMessage() {
        assertThat(after(delivery(1, nodes(), nodes(), nodes(), nodes(1, 3)))
                        .shortfall(Optional.of(NODE))
                        .orElseThrow()
                        .lines("p2p-chat:"))
                .containsExactly(
                        "p2p-chat: no other member has the message yet",
                        "  why:  alice has not acknowledged it for 38 ms, carol has not acknowledged it for 38 ms;"
                                + " it is stored here and will be sent when this node runs again",
                        "  try:  p2p-chat node --group ops --nick bob     stay connected until it is delivered");
        assertThat(after().shortfall(Optional.of(NODE)).orElseThrow().why().orElseThrow())
                .startsWith("there is no delivery report");
    }

    @Test
    void explainsWhenNoOtherMemberIsPresent() {
        SendResult sent = after(delivery(1, nodes(), nodes(), nodes(), nodes()));
        assertThat(sent.settled()).isTrue();
        assertThat(sent.shortfall(Optional.of(NODE)).orElseThrow().code()).isEqualTo(6);
        assertThat(sent.shortfall(Optional.of(NODE)).orElseThrow().lines("p2p-chat:"))
                .containsExactly(
                        "p2p-chat: no other member has the message yet",
                        "  why:  no other member is in ops; it is stored here and will be sent when this node runs again",
                        "  try:  p2p-chat node --group ops --nick bob     stay connected until it is delivered");
        assertThat(sent.lines(OutputFormat.HUMAN)).isEmpty();
        assertThat(sent.lines(OutputFormat.PLAIN)).isEmpty();
        assertThat(sent.lines(OutputFormat.JSON)).hasSize(1);
    }

    private static SendResult after(NetworkEvent... events) {
        SendResult sent = SendResult.initial(OPS).after(entered());
        for (NetworkEvent event : List.of(events)) {
            sent = sent.after(event);
        }
        return sent;
    }
}
