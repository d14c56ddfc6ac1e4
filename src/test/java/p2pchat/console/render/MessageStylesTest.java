package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.departed;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.joined;
import static p2pchat.console.Examples.member;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.newLeader;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.underWay;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.terminal.LiveRegion;
import p2pchat.model.DepartureReason;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.Problem;

/** The same events in each style for people. */
class MessageStylesTest {

    private static final List<NetworkEvent> STORY = List.of(
            entered(),
            new NetworkEvent.Replayed(1, 1_284),
            replayed(CAROL, 1, "earlier"),
            condition(State.CONNECTED, true),
            said(ALICE, 2, "two\nlines"),
            said(BOB, 3, "fine"),
            delivered(3),
            said(BOB, 4, "slow"),
            delivery(4, nodes(1), nodes(3), nodes(), nodes()),
            condition(State.PARTIAL, true),
            condition(State.CONNECTED, true),
            joined(),
            departed(DepartureReason.LEFT),
            condition(State.SUSPECT, true),
            newLeader(LeaderChangeReason.SILENT),
            condition(State.ALONE, true),
            said(BOB, 5, "anyone?"),
            underWay(5, 3_000),
            condition(State.CONNECTED, true),
            delivered(5),
            new NetworkEvent.Ended(Optional.empty()));

    private static HumanRenderer renderer(MessageStyle style) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style);
    }

    private static List<String> rendered(MessageStyle style, List<NetworkEvent> story) {
        return rendered(renderer(style), story);
    }

    private static List<String> rendered(Renderer renderer, List<NetworkEvent> story) {
        return Examples.rendered(renderer, story);
    }

    @Test
    void printsOnlyFinalLinesAboveLiveRegion() {
        assertThat(rendered(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)), STORY))
                .containsExactly("""
                        → you joined ops as bob (#2) · alice leads · 3 members
                        ── 1 of 1,284 earlier messages · /history ──
                        14:02 carol  earlier
                        ── now ──
                              alice  two
                                     lines
                              you  fine  ✓
                              you  slow  ✓ via alice: carol
                        → dave joined · ← dave left
                        ⚑ alice stopped responding; you now lead (epoch 4, 1.1 s)
                        ○ you are alone; messages are saved and delivered when others join
                              you  anyone?  1/2 …
                        ● connected
                        ✓ 14:02 "anyone?" delivered to carol
                        ← left ops""".split("\n"));
    }

    @Test
    void offersNoMoreHistoryWhenLogIsComplete() {
        List<NetworkEvent> one = List.of(new NetworkEvent.Replayed(1, 1), replayed(CAROL, 1, "earlier"));
        assertThat(rendered(new TerminalStyle(TextStyle.PLAIN), one)).startsWith("── 1 earlier message ──");
        assertThat(rendered(new ScreenReaderStyle(), one)).startsWith("notice: 1 earlier message.");
        assertThat(rendered(PlainRenderer.create(), one)).startsWith("* 1 earlier message");
        assertThat(rendered(PlainRenderer.create(), List.of(new NetworkEvent.Replayed(2, 2))))
                .containsExactly("* 2 earlier messages");
    }

    /** The size of the history is announced before it arrives; other events may come first. */
    @Test
    void printsHistoryRuleDirectlyAboveHistory() {
        List<NetworkEvent> story = List.of(
                entered(),
                new NetworkEvent.Replayed(1, 3),
                condition(State.CONNECTED, true),
                newLeader(LeaderChangeReason.SILENT),
                replayed(CAROL, 1, "earlier"),
                new NetworkEvent.Sync(3, 3, 1),
                said(ALICE, 2, "now"));
        assertThat(rendered(new TerminalStyle(TextStyle.PLAIN), story)).endsWith("""
                        ⚑ alice stopped responding; you now lead (epoch 4, 1.1 s)
                        ── 1 of 3 earlier messages · /history ──
                        14:02 carol  earlier
                        ── now ──
                        14:02 alice  now""".split("\n"));
    }

    @Test
    void dropsRuleWithoutHistory() {
        List<NetworkEvent> story =
                List.of(new NetworkEvent.Replayed(1, 3), new NetworkEvent.Sync(3, 3, 0), replayed(CAROL, 1, "later"));
        assertThat(rendered(new TerminalStyle(TextStyle.PLAIN), story)).startsWith("── earlier messages ──");
    }

    /** The first rule announces the messages of the own log; missed messages are not part of that number. */
    @Test
    void printsMissedMessagesBelowTheirOwnRule() {
        List<NetworkEvent> story = List.of(
                new NetworkEvent.Replayed(1, 1),
                replayed(CAROL, 1, "seen"),
                replayed(ALICE, 2, "missed"),
                new NetworkEvent.Sync(2, 2, 2),
                replayed(CAROL, 3, "missed too"),
                said(ALICE, 4, "now"));
        assertThat(rendered(new TerminalStyle(TextStyle.PLAIN), story)).containsExactly("""
                        ── 1 earlier message ──
                        14:02 carol  seen
                        ── while you were away ──
                        14:02 alice  missed
                        14:02 carol  missed too
                        ── now ──
                        14:02 alice  now""".split("\n"));
        assertThat(rendered(new ScreenReaderStyle(), story)).contains("notice: while you were away.");
    }

    @Test
    void resumesInterruptedHistory() {
        List<NetworkEvent> story = List.of(
                new NetworkEvent.Replayed(2, 2),
                replayed(CAROL, 1, "first"),
                said(ALICE, 3, "now"),
                replayed(CAROL, 2, "second"));
        assertThat(rendered(new TerminalStyle(TextStyle.PLAIN), story)).containsExactly("""
                        ── 2 earlier messages ──
                        14:02 carol  first
                        ── now ──
                        14:02 alice  now
                        ── earlier messages ──
                        14:02 carol  second""".split("\n"));
    }

    @Test
    void rendersEditsAndDeletions() {
        List<NetworkEvent> story = List.of(
                entered(),
                edited(ALICE, 2, message(ALICE, 1, "two, and three, and four, and five"), "none"),
                deleted(ALICE, 3, message(ALICE, 1, "two")),
                edited(BOB, 4, message(BOB, 1, "mine"), "yours"),
                delivered(4),
                deleted(BOB, 5, message(BOB, 1, "mine")),
                delivered(5));
        assertThat(rendered(new TerminalStyle(new TextStyle(true, false, Theme.MONO, true)), story)
                        .subList(1, 5))
                .containsExactly("""
                        14:02 alice  none  (edited 14:02 "two, and three, and ...")
                              alice  (deleted the message from 14:02)
                              you  yours  (edited 14:02 "mine")  [ok]
                              you  (deleted the message from 14:02)  [ok]""".split("\n"));
        assertThat(rendered(new ScreenReaderStyle(), story).subList(1, 5)).containsExactly("""
                        message from alice at 14:02, replacing 14:02 "two, and three, and ": none
                        alice at 14:02 deleted the message from 14:02.
                        you, replacing 14:02 "mine": yours. delivered to all 2.
                        you deleted the message from 14:02. delivered to all 2.""".split("\n"));
    }

    @Test
    void usesOnlyAsciiIfAsked() {
        List<String> lines = rendered(new TerminalStyle(new TextStyle(true, false, Theme.MONO, false)), STORY);
        assertThat(lines).containsExactly("""
                        -> you joined ops as bob (#2) | alice leads | 3 members
                        -- 1 of 1,284 earlier messages | /history --
                        14:02 carol  earlier
                        -- now --
                        14:02 alice  two
                                     lines
                        14:02 you  fine  [ok]
                        14:02 you  slow  [ok, carol via alice]
                        % cannot reach carol
                        * connected
                        -> dave joined
                        <- dave left
                        ? alice is not responding
                        ! alice stopped responding; you now lead (epoch 4, 1.1 s)
                        o you are alone; messages are saved and delivered when others join
                        14:02 you  anyone?  [1 of 2]
                        * connected
                        ok 14:02 "anyone?" delivered to carol
                        <- left ops""".split("\n"));
        assertThat(String.join("", lines).chars()).allMatch(c -> c < 0x7F);
    }

    @Test
    void printsSentencesForScreenReader() {
        assertThat(rendered(new ScreenReaderStyle(), STORY)).containsExactly("""
                        notice: you joined ops as bob (#2), alice leads, 3 members.
                        notice: 1 of 1284 earlier messages; /history shows more.
                        earlier message from carol at 14:02: earlier
                        notice: end of earlier messages.
                        message from alice at 14:02: two
                        lines
                        you: fine. delivered to all 2.
                        you: slow. delivered to all 2, carol through alice.
                        notice: cannot reach carol.
                        notice: connected.
                        notice: dave joined.
                        notice: dave left.
                        notice: alice is not responding.
                        notice: alice stopped responding; you now lead (epoch 4, 1.1 s).
                        notice: you are alone; messages are saved and delivered when others join.
                        you: anyone? delivered to 1 of 2.
                        notice: connected.
                        notice: 14:02 "anyone?" delivered to carol.
                        notice: left ops.""".split("\n"));
    }

    @Test
    void printsJoinsAfterOneMinute() {
        Renderer renderer = renderer(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)));
        renderer = renderer.render(OPS, entered()).next();
        renderer = renderer.render(OPS, joined()).next();
        assertThat(renderer.holdsBack()).isTrue();
        assertThat(renderer.live(OPS).orElseThrow().changes()).contains("→ dave joined");
        renderer = renderer.overdue(TIME).next();
        assertThat(renderer.overdue(TIME + 59_999).lines()).isEmpty();
        Renderer.Rendering over = renderer.overdue(TIME + 60_000);
        assertThat(over.lines()).containsExactly("→ dave joined");
        assertThat(over.next().holdsBack()).isFalse();
    }

    @Test
    void printsLeavingOfActiveParticipantAtOnce() {
        Member dave = member(4, "dave");
        String goes = "← dave left";
        assertThat(partingAfter(said(dave, 1, "so long"), 10)).isEqualTo(List.of(goes));
        assertThat(partingAfter(said(ALICE, 1, "will you stay, dave?"), 10)).isEqualTo(List.of(goes));
        assertThat(partingAfter(said(ALICE, 1, "will anybody stay?"), 10)).isEmpty();
        assertThat(partingAfter(said(dave, 1, "so long"), ActiveParticipants.MILLIS + 10))
                .isEqualTo(List.of(goes));
        assertThat(partingAfter(said(dave, 1, "so long"), ActiveParticipants.MILLIS + 11))
                .isEmpty();
    }

    /** Returns what is printed if dave leaves {@code millis} after {@link Examples#TIME}. */
    private static List<String> partingAfter(NetworkEvent last, long millis) {
        Renderer renderer = renderer(new TerminalStyle(new TextStyle(false, true, Theme.AUTO, true)));
        for (NetworkEvent event : List.of(entered(), joined(), last)) {
            renderer = renderer.render(OPS, event).next();
        }
        return renderer.at(TIME + millis)
                .render(OPS, departed(DepartureReason.LEFT))
                .lines();
    }

    @Test
    void reportsDisconnectionOnlyAfterJoining() {
        NetworkEvent.Ended refused = new NetworkEvent.Ended(Optional.of(new Problem.DiskFull(Path.of("/store"))));
        MessageStyle drawn = new TerminalStyle(new TextStyle(false, false, Theme.MONO, true));
        assertThat(rendered(drawn, List.of(refused))).isEmpty();
        assertThat(rendered(drawn, List.of(entered(), refused)))
                .hasSize(2)
                .last()
                .isEqualTo("← disconnected from ops");
    }

    @Test
    void colorsDoNotChangeText() {
        List<String> colored = rendered(new TerminalStyle(new TextStyle(false, true, Theme.AUTO, true)), STORY);
        assertThat(colored).anyMatch(line -> line.contains("\u001b["));
        assertThat(colored.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .isEqualTo(rendered(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)), STORY));
    }

    @Test
    void foreignTextNeverControlsTerminal() {
        String[] nasty = {
            "\u001b[2J", "\u001b]0;x\u0007", "\u202e", "\u200b", "\u0000", "\r", "\u009b31m", "%", "é", "\ud800"
        };
        TextStyle colored = new TextStyle(false, true, Theme.AUTO, true);
        List<MessageStyle> styles = List.of(
                new TerminalStyle(colored),
                new TerminalStyle(new TextStyle(true, false, Theme.MONO, false)),
                new ScreenReaderStyle());
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("t");
            for (int i = 0; i < 12; i++) {
                text.append(nasty[random.nextInt(nasty.length)]).append((char) random.nextInt(0x300));
            }
            List<NetworkEvent> story =
                    List.of(entered(), said(ALICE, 1, text.toString()), said(BOB, 2, text.toString()));
            for (MessageStyle style : styles) {
                Renderer renderer = renderer(style);
                StringBuilder shown = new StringBuilder();
                for (NetworkEvent event : story) {
                    Renderer.Rendering rendering = renderer.render(OPS, event);
                    rendering.lines().forEach(line -> shown.append(line).append('\n'));
                    renderer = rendering.next();
                }
                renderer.live(OPS)
                        .ifPresent(live -> shown.append(LiveRegion.prompt(live, Optional.empty(), 80, 24, colored)));
                String rest = shown.toString().replaceAll("\u001b\\[[0-9;]*m", "");
                assertThat(rest.chars().filter(c -> c != '\n'))
                        .as("seed %d in %s", seed, style)
                        .noneMatch(c -> Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || c == 0x200B);
            }
        }
    }
}
