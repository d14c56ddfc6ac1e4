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

/** The same story in each way a person may read or hear it. */
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

    private static HumanRenderer renderer(MessageStyle wording) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), wording);
    }

    private static List<String> told(MessageStyle wording, List<NetworkEvent> story) {
        return told(renderer(wording), story);
    }

    private static List<String> told(Renderer renderer, List<NetworkEvent> story) {
        return Examples.told(renderer, story);
    }

    @Test
    void onATerminalWithALiveRegionOnlyWhatStaysIsPrinted() {
        assertThat(told(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)), STORY))
                .containsExactly("""
                        → you joined ops as bob (#2) · alice leads · 3 members
                        ── 1 of 1 284 earlier messages · /history ──
                        14:02 carol  earlier
                        ── now ──
                              alice  two
                              lines
                              you  fine  ✓
                              you  slow  ✓ via alice: carol
                        → dave joined · ← dave left
                        ⚑ alice went silent; you now lead (epoch 4, 1.1 s)
                        ○ only you here: what you write is kept, and sent to those who come back
                              you  anyone?  1/2 …
                        ● connected
                        ✓ 14:02 "anyone?" reached carol
                        ← left ops""".split("\n"));
    }

    @Test
    void whereTheWholeLogIsShownNothingIsOfferedBesides() {
        List<NetworkEvent> one = List.of(new NetworkEvent.Replayed(1, 1), replayed(CAROL, 1, "earlier"));
        assertThat(told(new TerminalStyle(TextStyle.PLAIN), one)).startsWith("── 1 earlier message ──");
        assertThat(told(new ScreenReaderStyle(), one)).startsWith("notice: 1 earlier message.");
        assertThat(told(PlainRenderer.create(), one)).startsWith("* 1 earlier message");
        assertThat(told(PlainRenderer.create(), List.of(new NetworkEvent.Replayed(2, 2))))
                .containsExactly("* 2 earlier messages");
    }

    /** How much comes is known before it is here, and this goes on meanwhile. */
    @Test
    void theRuleStandsAboveItsLinesWhateverHappensBefore() {
        List<NetworkEvent> story = List.of(
                entered(),
                new NetworkEvent.Replayed(1, 3),
                condition(State.CONNECTED, true),
                newLeader(LeaderChangeReason.SILENT),
                replayed(CAROL, 1, "earlier"),
                new NetworkEvent.Sync(3, 3, 1),
                said(ALICE, 2, "now"));
        assertThat(told(new TerminalStyle(TextStyle.PLAIN), story)).endsWith("""
                        ⚑ alice went silent; you now lead (epoch 4, 1.1 s)
                        ── 1 of 3 earlier messages · /history ──
                        14:02 carol  earlier
                        ── now ──
                        14:02 alice  now""".split("\n"));
    }

    @Test
    void aRuleWhoseLinesNeverComeIsForgotten() {
        List<NetworkEvent> story =
                List.of(new NetworkEvent.Replayed(1, 3), new NetworkEvent.Sync(3, 3, 0), replayed(CAROL, 1, "later"));
        assertThat(told(new TerminalStyle(TextStyle.PLAIN), story)).startsWith("── earlier messages ──");
    }

    /** A rule says how much of the own log comes; what comes below it would be no part of that number. */
    @Test
    void whatWasSaidWhileOneWasAwayStandsUnderARuleOfItsOwn() {
        List<NetworkEvent> story = List.of(
                new NetworkEvent.Replayed(1, 1),
                replayed(CAROL, 1, "seen"),
                replayed(ALICE, 2, "missed"),
                new NetworkEvent.Sync(2, 2, 2),
                replayed(CAROL, 3, "missed too"),
                said(ALICE, 4, "now"));
        assertThat(told(new TerminalStyle(TextStyle.PLAIN), story)).containsExactly("""
                        ── 1 earlier message ──
                        14:02 carol  seen
                        ── while you were away ──
                        14:02 alice  missed
                        14:02 carol  missed too
                        ── now ──
                        14:02 alice  now""".split("\n"));
        assertThat(told(new ScreenReaderStyle(), story)).contains("notice: while you were away.");
    }

    /** Whose lines come in two parts, because somebody speaks between them, missed nothing. */
    @Test
    void whatWasToldAndIsInterruptedIsNotTakenForMissed() {
        List<NetworkEvent> story = List.of(
                new NetworkEvent.Replayed(2, 2),
                replayed(CAROL, 1, "first"),
                said(ALICE, 3, "now"),
                replayed(CAROL, 2, "second"));
        assertThat(told(new TerminalStyle(TextStyle.PLAIN), story)).containsExactly("""
                        ── 2 earlier messages ──
                        14:02 carol  first
                        ── now ──
                        14:02 alice  now
                        ── earlier messages ──
                        14:02 carol  second""".split("\n"));
    }

    @Test
    void whatIsChangedIsToldInEachWay() {
        List<NetworkEvent> story = List.of(
                entered(),
                edited(ALICE, 2, message(ALICE, 1, "two, and three, and four, and five"), "none"),
                deleted(ALICE, 3, message(ALICE, 1, "two")),
                edited(BOB, 4, message(BOB, 1, "mine"), "yours"),
                delivered(4),
                deleted(BOB, 5, message(BOB, 1, "mine")),
                delivered(5));
        assertThat(told(new TerminalStyle(new TextStyle(true, false, Theme.MONO, true)), story)
                        .subList(1, 5))
                .containsExactly("""
                        14:02 alice  none  (edited 14:02 "two, and three, and ...")
                              alice  (deleted the message of 14:02)
                              you  yours  (edited 14:02 "mine")  [ok]
                              you  (deleted the message of 14:02)  [ok]""".split("\n"));
        assertThat(told(new ScreenReaderStyle(), story).subList(1, 5)).containsExactly("""
                        message from alice at 14:02, instead of 14:02 "two, and three, and …": none
                        alice at 14:02 deleted the message of 14:02.
                        you, instead of 14:02 "mine": yours. delivered to all 2.
                        you deleted the message of 14:02. delivered to all 2.""".split("\n"));
    }

    @Test
    void asciiStaysWithinAscii() {
        List<String> lines = told(new TerminalStyle(new TextStyle(true, false, Theme.MONO, false)), STORY);
        assertThat(lines).containsExactly("""
                        -> you joined ops as bob (#2) | alice leads | 3 members
                        -- 1 of 1 284 earlier messages | /history --
                        14:02 carol  earlier
                        -- now --
                        14:02 alice  two
                              lines
                        14:02 you  fine  [ok]
                        14:02 you  slow  [ok, carol via alice]
                        % carol cannot be reached
                        * connected
                        -> dave joined
                        <- dave left
                        ? alice is silent
                        ! alice went silent; you now lead (epoch 4, 1.1 s)
                        o only you here: what you write is kept, and sent to those who come back
                        14:02 you  anyone?  [1 of 2]
                        * connected
                        ok 14:02 "anyone?" reached carol
                        <- left ops""".split("\n"));
        assertThat(String.join("", lines).chars()).allMatch(c -> c < 0x7F);
    }

    @Test
    void thoseWhoListenHearSentences() {
        assertThat(told(new ScreenReaderStyle(), STORY)).containsExactly("""
                        notice: you joined ops as bob (#2), alice leads, 3 members.
                        notice: 1 of 1284 earlier messages; /history reads more.
                        earlier message from carol at 14:02: earlier
                        notice: now.
                        message from alice at 14:02: two
                        lines
                        you: fine. delivered to all 2.
                        you: slow. delivered to all 2, carol through alice.
                        notice: carol cannot be reached.
                        notice: connected.
                        notice: dave joined.
                        notice: dave left.
                        notice: alice is silent.
                        notice: alice went silent; you now lead (epoch 4, 1.1 s).
                        notice: only you here: what you write is kept, and sent to those who come back.
                        you: anyone? delivered to 1 of 2.
                        notice: connected.
                        notice: 14:02 "anyone?" reached carol.
                        notice: left ops.""".split("\n"));
    }

    @Test
    void whoCameAndWentIsPrintedAfterAMinuteEvenIfNothingElseHappens() {
        Renderer renderer = renderer(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)));
        renderer = renderer.render(OPS, entered()).next();
        renderer = renderer.render(OPS, joined()).next();
        assertThat(renderer.holdsBack()).isTrue();
        assertThat(renderer.live(OPS).orElseThrow().coming()).contains("→ dave joined");
        renderer = renderer.overdue(TIME).next();
        assertThat(renderer.overdue(TIME + 59_999).lines()).isEmpty();
        Renderer.Rendering over = renderer.overdue(TIME + 60_000);
        assertThat(over.lines()).containsExactly("→ dave joined");
        assertThat(over.next().holdsBack()).isFalse();
    }

    @Test
    void thatSomebodyLeavesWhoSpokeOrWasSpokenToIsNotToldInPassing() {
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

    /** What is printed, in full brightness, when dave leaves so many milliseconds after {@link Examples#TIME}. */
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
    void nobodyIsOutOfWhatTheyWereNeverIn() {
        NetworkEvent.Ended refused = new NetworkEvent.Ended(Optional.of(new Problem.DiskFull(Path.of("/store"))));
        MessageStyle drawn = new TerminalStyle(new TextStyle(false, false, Theme.MONO, true));
        assertThat(told(drawn, List.of(refused))).isEmpty();
        assertThat(told(drawn, List.of(entered(), refused))).hasSize(2).last().isEqualTo("← out of ops");
    }

    @Test
    void coloursNeverChangeTheText() {
        List<String> coloured = told(new TerminalStyle(new TextStyle(false, true, Theme.AUTO, true)), STORY);
        assertThat(coloured).anyMatch(line -> line.contains("\u001b["));
        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .isEqualTo(told(new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)), STORY));
    }

    /** Nobody else's words move the cursor, reorder the line or ring the bell, wherever they are shown. */
    @Test
    void nothingForeignControlsTheTerminalInAnySink() {
        String[] nasty = {
            "\u001b[2J", "\u001b]0;x\u0007", "\u202e", "\u200b", "\u0000", "\r", "\u009b31m", "%", "é", "\ud800"
        };
        TextStyle coloured = new TextStyle(false, true, Theme.AUTO, true);
        List<MessageStyle> wordings = List.of(
                new TerminalStyle(coloured),
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
            for (MessageStyle wording : wordings) {
                Renderer renderer = renderer(wording);
                StringBuilder shown = new StringBuilder();
                for (NetworkEvent event : story) {
                    Renderer.Rendering rendering = renderer.render(OPS, event);
                    rendering.lines().forEach(line -> shown.append(line).append('\n'));
                    renderer = rendering.next();
                }
                renderer.live(OPS)
                        .ifPresent(live -> shown.append(LiveRegion.prompt(live, Optional.empty(), 80, 24, coloured)));
                String rest = shown.toString().replaceAll("\u001b\\[[0-9;]*m", "");
                assertThat(rest.chars().filter(c -> c != '\n'))
                        .as("seed %d in %s", seed, wording)
                        .noneMatch(c -> Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || c == 0x200B);
            }
        }
    }
}
