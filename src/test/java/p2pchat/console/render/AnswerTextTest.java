package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.model.RecipientStatus.State;
import p2pchat.model.VectorClock;
import p2pchat.proof.Fault;

/** The node's answers in each form. */
class AnswerTextTest {

    private static final NodeAnswer.Members MEMBERS = new NodeAnswer.Members(status());
    private static final NodeAnswer.Status STATUS = new NodeAnswer.Status(status(), Path.of("/home/bob"), 2);
    private static final NodeAnswer.Info INFO = new NodeAnswer.Info(status(), Optional.empty());

    @Test
    void usesPunctuationOfStyle() {
        MessageStyle ascii = new TerminalStyle(new TextStyle(true, false, Theme.MONO, false));
        assertThat(answered(ascii, MEMBERS))
                .startsWith("#1 alice * leader | verified, key olgw5-bbcyq | here when you joined");
        assertThat(answered(new ScreenReaderStyle(), MEMBERS))
                .startsWith("#1 alice, leader, verified, key olgw5-bbcyq, here when you joined");
        assertThat(String.join("", answered(ascii, STATUS))).matches("\\p{ASCII}*");
    }

    @Test
    void explainsNickInUse() {
        MessageStyle drawn = new TerminalStyle(new TextStyle(false, false, Theme.MONO, true));
        assertThat(answered(drawn, new NodeAnswer.Renamed(new Nick("ann2"), new Nick("ann"))))
                .as("a notice about the granted nick follows (newcomer 9)")
                .containsExactly("nick \"ann\" is in use");
        assertThat(answered(drawn, new NodeAnswer.Renamed(new Nick("eve"), new Nick("eve"))))
                .as("the new view reports it")
                .isEmpty();
    }

    @Test
    void cutsExcerptWithAsciiEllipsis() {
        NetworkEvent.Said said = said(ALICE, 1, "x".repeat(100));
        MessageStyle ascii = new TerminalStyle(new TextStyle(true, false, Theme.MONO, false));
        for (NodeAnswer answer : List.of(
                new NodeAnswer.Message(said, new VectorClock(new TreeMap<>(), true), Examples.SIGNED),
                new NodeAnswer.WhyMessage(said, Optional.empty(), Examples.SIGNED))) {
            assertThat(String.join("", answered(ascii, answer)))
                    .contains("xxx...")
                    .matches("\\p{ASCII}*");
        }
    }

    private static List<String> answered(MessageStyle style, NodeAnswer answer) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style)
                .answer(OPS, Optional.empty(), answer);
    }

    @Test
    void listsMembersWithLeaderAndPresence() {
        assertThat(human(MEMBERS))
                .containsExactly(
                        "#1 alice ★ leader · verified, key olgw5-bbcyq · here when you joined",
                        "#2 bob (you) · here since 14:02",
                        "#3 carol · key msfkl-rlz7m · not responding, here since 14:02",
                        "#4 dave · unreachable, removed at 14:02");
        assertThat(PlainRenderer.create().answer(OPS, Optional.empty(), MEMBERS))
                .contains("* #2 bob (you) · here since 2026-11-22T14:02:03Z");
    }

    @Test
    void printsFullStatus() {
        assertThat(human(STATUS))
                .containsExactly(
                        "network     ops, led by alice (#1) at 10.0.0.1:4000",
                        "view        epoch 3, number 1",
                        "members     3, 1 not responding",
                        "you         bob (#2) at 10.0.0.2:4000",
                        "directory   127.0.0.1:4700, reachable",
                        "log         5 messages, 2 of yours not delivered to everyone yet",
                        "in sync     with 1 of 2 other members",
                        "data dir    /home/bob");
    }

    @Test
    void printsVectorClockInInfo() {
        assertThat(human(INFO)).contains("clock       #1:4 #2:0+", "heads       #1:4");
    }

    @Test
    void numbersListedMessages() {
        NodeAnswer.Listing listing = new NodeAnswer.Listing(
                List.of(replayed(ALICE, 1, "roll back?"), replayed(BOB, 2, "one\ntwo")), List.of(41, 42), true);
        assertThat(human(listing))
                .containsExactly(
                        "#41 14:02 alice  roll back?",
                        "#42 14:02 you  one",
                        "               two",
                        "2 messages found, newest last; /info #42 shows details");
        assertThat(human(new NodeAnswer.Listing(List.of(), List.of(), true))).containsExactly("nothing found");
        assertThat(json(listing))
                .contains("\"messages\":[{\"v\":1,\"type\":\"message\",\"network\":\"ops\"", "\"text\":\"one\\ntwo\"");
    }

    private static final String SIGNATURE = "  signed by device " + Examples.ALICES_CARD.device() + ", which "
            + person(1) + " (verified) certified; together with 4 other messages (3 to 7)";

    private static final String PROOF = "\"proof\":{\"proven\":true,\"fault\":null,\"forked\":false,\"person\":\""
            + person(1).bytes() + "\",\"fingerprint\":\"" + person(1) + "\",\"verified\":true,\"device\":\""
            + Examples.ALICES_CARD.device().bytes() + "\",\"first\":3,\"last\":7}";

    @Test
    void printsMessageDetails() {
        assertThat(human(new NodeAnswer.Message(replayed(ALICE, 7, "two\nlines"), clock(true), Examples.SIGNED)))
                .contains(
                        "text        two lines",
                        "from        alice, number 7 of #1",
                        "lamport     7",
                        "follows     nothing",
                        "clock       #1:7 #2:3",
                        "person      " + person(1) + ", verified",
                        "device      " + Examples.ALICES_CARD.device() + ", certified by this person",
                        "signed      together with 4 other messages (3 to 7)");
        assertThat(human(new NodeAnswer.Message(replayed(ALICE, 7, "a"), clock(false), Examples.SIGNED)))
                .contains("clock       #1:7 #2:3, maybe more authors that were silent for long");
        assertThat(json(new NodeAnswer.Message(replayed(ALICE, 7, "a"), clock(false), Examples.SIGNED)))
                .endsWith("\"lamport\":7,\"heads\":[],\"clock\":{\"1\":7,\"2\":3},\"clockWhole\":false," + PROOF + "}");
    }

    /** Only what is stored can be shown, and only proven messages are stored; a copied or damaged file may differ. */
    @Test
    void reportsMessageThatIsNotProven() {
        NodeAnswer.Signed changed = Examples.signed(Optional.of(Fault.Kind.TEXT_CHANGED), false);
        NodeAnswer.Signed forked = Examples.signed(Optional.empty(), true);
        assertThat(human(new NodeAnswer.Message(replayed(ALICE, 7, "a"), clock(true), changed)))
                .contains("proof       not proven: not the text that its author signed");
        assertThat(human(new NodeAnswer.WhyMessage(replayed(ALICE, 7, "a"), Optional.empty(), forked)))
                .contains("  its author signed two versions of it, or of an earlier message");
        assertThat(json(new NodeAnswer.WhyMessage(replayed(ALICE, 7, "a"), Optional.empty(), forked)))
                .contains("\"proof\":{\"proven\":false,\"fault\":null,\"forked\":true,");
        assertThat(json(new NodeAnswer.WhyMessage(replayed(ALICE, 7, "a"), Optional.empty(), changed)))
                .contains("\"proof\":{\"proven\":false,\"fault\":\"text_changed\",\"forked\":false,");
    }

    @Test
    void explainsDeliveryToEachMember() {
        Delivery delivery = new Delivery(
                new MessageKey(BOB.node(), 7),
                id(7),
                List.of(
                        new RecipientStatus(new NodeId(1), State.DIRECT, Duration.ofMillis(8), Optional.empty(), ""),
                        new RecipientStatus(
                                new NodeId(3), State.RELAYED, Duration.ofMillis(620), Optional.of(ALICE.node()), ""),
                        new RecipientStatus(new NodeId(4), State.PENDING, Duration.ZERO, Optional.empty(), ""),
                        new RecipientStatus(
                                new NodeId(5), State.SLOW, Duration.ofMillis(5_000), Optional.of(BOB.node()), ""),
                        new RecipientStatus(
                                new NodeId(6), State.DROPPED, Duration.ofMillis(900), Optional.of(ALICE.node()), ""),
                        new RecipientStatus(
                                new NodeId(7),
                                State.REFUSED,
                                Duration.ofMillis(3),
                                Optional.empty(),
                                "no \u001B[1mway")),
                Duration.ofMillis(5_250));
        NodeAnswer.WhyMessage why = new NodeAnswer.WhyMessage(
                replayed(BOB, 7, "build\nis red"),
                Optional.of(new DeliveryReport(Optional.of(delivery), nodes(1, 3), nodes(1, 3, 4, 5))),
                Examples.SIGNED);
        assertThat(human(why))
                .containsExactly(
                        "\"build is red\" (sent 14:02): 2 of 6 members have it",
                        "  alice  has it, after 8 ms",
                        "  carol  has it via alice, after 620 ms",
                        "  #4     has not acknowledged it for 5.3 s",
                        "  #5     is reachable but has not stored it for 5.0 s; it may catch up",
                        "  #6     left or timed out after 900 ms; alice could not reach it either; will get it on return",
                        "  #7     refused it after 3 ms: no [1mway",
                        SIGNATURE);
        assertThat(json(why))
                .contains("\"messages\":[{\"v\":1,\"type\":\"message\"")
                .contains(
                        "\"delivery\":{\"direct\":[1],\"relayed\":[3],\"failed\":[6,7],\"pending\":[4],\"final\":false,"
                                + "\"ms\":5250,\"slow\":[5],\"members\":[{\"id\":1,\"state\":\"direct\",\"ms\":8},"
                                + "{\"id\":3,\"state\":\"relayed\",\"ms\":620,\"via\":1},")
                .endsWith("\"holders\":[1,3],\"others\":[1,3,4,5]}");
    }

    @Test
    void explainsDeliveryFromLogAlone() {
        NodeAnswer.WhyMessage old = new NodeAnswer.WhyMessage(
                replayed(BOB, 7, "build is red"),
                Optional.of(new DeliveryReport(Optional.empty(), nodes(1), nodes(1, 3))),
                Examples.SIGNED);
        assertThat(human(old))
                .containsExactly(
                        "\"build is red\" (sent 14:02): in this log",
                        "  stored by alice",
                        "  not known to be stored by carol",
                        "  details are kept only for recent messages sent since this node started",
                        SIGNATURE);
        assertThat(json(old)).endsWith("\"delivery\":null," + PROOF + ",\"holders\":[1],\"others\":[1,3]}");
        NodeAnswer.WhyMessage theirs =
                new NodeAnswer.WhyMessage(replayed(ALICE, 7, "lunch?"), Optional.empty(), Examples.SIGNED);
        assertThat(human(theirs))
                .containsExactly(
                        "\"lunch?\": received 14:02 (sent 14:02 by alice)",
                        "  only its author's node knows who else has it",
                        SIGNATURE);
        assertThat(json(theirs)).endsWith("\"delivery\":null," + PROOF + "}");
    }

    @Test
    void printsOneJsonReply() {
        assertThat(json(MEMBERS))
                .startsWith("{\"v\":1,\"type\":\"reply\",\"network\":\"ops\",\"ref\":\"7\",\"ok\":true,"
                        + "\"role\":\"member\",\"self\":2,\"leader\":1,\"epoch\":3,\"view\":1,\"directory\":\"reachable\","
                        + "\"members\":[{\"id\":1,\"nick\":\"alice\",\"presence\":\"present\",\"since\":null,");
        assertThat(json(STATUS))
                .contains("\"home\":\"/home/bob\",\"stored\":5,\"unsettled\":2,\"inSync\":1,\"others\":2");
        assertThat(json(INFO)).contains("\"clock\":{\"1\":4,\"2\":0},\"heads\":[{\"author\":1,\"seq\":4}]");
    }

    private static VectorClock clock(boolean whole) {
        return new VectorClock(new TreeMap<>(Map.of(ALICE.node(), 7L, BOB.node(), 3L)), whole);
    }

    private static List<String> human(NodeAnswer answer) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH)
                .render(OPS, Examples.entered())
                .next()
                .answer(OPS, Optional.empty(), answer);
    }

    private static String json(NodeAnswer answer) {
        return JsonRenderer.create("a").answer(OPS, Optional.of("7"), answer).get(0);
    }
}
