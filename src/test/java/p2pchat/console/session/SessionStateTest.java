package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.founded;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.said;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.input.InputLine;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.MessageStyle;
import p2pchat.console.render.OnboardingHints;
import p2pchat.console.render.PlainRenderer;
import p2pchat.console.render.Renderer;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;

/** A session in several networks. */
class SessionStateTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");

    private final List<Effect> effects = new ArrayList<>();
    private SessionState rooms = begin(InputParser.interactive(), PlainRenderer.create());

    @BeforeEach
    void isInOps() {
        apply(now -> now.handleEvent(OPS, entered()));
        effects.clear();
    }

    @Test
    void switchesToJoinedNetworkOnceAdmitted() {
        apply(now -> now.handleLine(new InputLine.Text(1, "/join lunch")));
        assertThat(effects)
                .contains(new Effect.Join(LUNCH), new Effect.ReadMore(1))
                .hasSize(2);
        apply(now -> now.handleLine(new InputLine.Text(2, "still ops")));
        assertThat(effects).contains(send(OPS, 0, "still ops"));
        apply(now -> now.handleEvent(LUNCH, entered()));
        assertThat(printed())
                .containsSubsequence("* now in lunch", "* you joined lunch as bob (#2) · alice leads · 3 members");
        apply(now -> now.handleLine(new InputLine.Text(3, "noodles?")));
        assertThat(effects).contains(send(LUNCH, 0, "noodles?"));
    }

    @Test
    void newUserGetsHintsInFirstNetwork() {
        MessageStyle style =
                new TerminalStyle(new TextStyle(false, false, Theme.MONO, true), OnboardingHints.of(Optional.empty()));
        rooms = begin(
                InputParser.interactive(), HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style));
        apply(now -> now.handleEvent(OPS, founded()));
        assertThat(printed())
                .contains("  join from another terminal: ./p2p-chat node --group ops")
                .anyMatch(line -> line.contains("press Enter"));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(1, "/join lunch")));
        apply(now -> now.handleEvent(LUNCH, founded()));
        assertThat(printed())
                .contains("⚑ you started lunch as bob (#2) · you lead")
                .noneMatch(line -> line.contains("press Enter") || line.contains("another terminal"));
    }

    @Test
    void joiningTheCurrentNetworkIsAnswered() { // newcomer 9
        apply(now -> now.handleLine(new InputLine.Text(1, "/join ops")));
        assertThat(printed()).containsExactly("* you are in ops");
    }

    /** A program's commands begin after the entry, or at once if that may take long (reliability F5). */
    @Test
    void commandsOfAProgramWaitForTheEntryUnlessCutOff() {
        rooms = begin(InputParser.json(), JsonRenderer.create("p2p-chat"));
        apply(now -> now.handleLine(new InputLine.Text(1, "{\"do\":\"send\",\"text\":\"a\"}")));
        apply(now -> now.handleLine(new InputLine.Text(2, "{\"do\":\"members\"}")));
        assertThat(effects).noneMatch(Effect.OnNetwork.class::isInstance);
        apply(now -> now.handleEvent(OPS, Examples.condition(NetworkEvent.State.JOINING, false)));
        assertThat(effects).anyMatch(Effect.Query.class::isInstance).noneMatch(Effect.Send.class::isInstance);
        apply(now -> now.handleLine(new InputLine.Text(3, "{\"do\":\"quit\"}")));
        assertThat(effects).contains(new Effect.Leave(OPS));
    }

    @Test
    void networksShowsCurrentAndUnread() {
        apply(now -> now.handleLine(new InputLine.Text(1, "/networks")));
        assertThat(printed()).as("one network needs no summary").isEmpty();
        joinLunch();
        apply(now -> now.handleEvent(OPS, said(ALICE, 1, "build is red")));
        apply(now -> now.handleEvent(OPS, said(ALICE, 2, "who?")));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(3, "/networks")));
        assertThat(printed()).containsExactly("* you are in lunch (here), ops (2 new)");
        assertThat(effects).anyMatch(effect -> effect instanceof Effect.Query);
    }

    @Test
    void hiddenLinesAreCountedAndShownLater() {
        joinLunch();
        apply(now -> now.handleEvent(OPS, said(ALICE, 1, "build is red")));
        apply(now -> now.handleEvent(OPS, said(ALICE, 2, "who?")));
        apply(now -> now.handleEvent(OPS, said(BOB, 3, "mine, from elsewhere")));
        assertThat(effects).containsExactly(new Effect.UnreadNotice(SessionState.FIRST_UNREAD_NOTICE));
        apply(SessionState::announceUnread);
        assertThat(printed()).containsExactly("* 2 new in ops; /join ops to read");
        apply(SessionState::announceUnread);
        assertThat(printed()).as("no notice twice").hasSize(1);
        apply(now -> now.handleEvent(OPS, said(ALICE, 4, "fixed")));
        assertThat(effects).contains(new Effect.UnreadNotice(SessionState.NEXT_UNREAD_NOTICE));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(1, "/switch ops")));
        assertThat(printed()).hasSize(5).startsWith("* now in ops, 3 new");
        assertThat(printed().get(1)).endsWith("\talice\tbuild is red");
        assertThat(printed().get(4)).endsWith("\talice\tfixed");
        apply(now -> now.handleLine(new InputLine.Text(2, "/join lunch")));
        apply(now -> now.handleLine(new InputLine.Text(3, "/join ops")));
        assertThat(printed()).as("shown lines are not repeated").endsWith("* now in lunch", "* now in ops");
    }

    @Test
    void deletedHiddenLinesAreNotShown() {
        for (Renderer renderer :
                List.of(PlainRenderer.create(), HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22)))) {
            rooms = begin(InputParser.interactive(), renderer);
            apply(now -> now.handleEvent(OPS, entered()));
            joinLunch();
            apply(now -> now.handleEvent(OPS, said(ALICE, 1, "the password is\nswordfish")));
            apply(now -> now.handleEvent(OPS, said(ALICE, 2, "oops")));
            apply(now -> now.handleEvent(
                    OPS, edited(ALICE, 3, message(ALICE, 1, "the password is\nswordfish"), "swordfish")));
            apply(now -> now.handleEvent(OPS, deleted(ALICE, 4, message(ALICE, 1, "the password is\nswordfish"))));
            apply(now -> now.handleLine(new InputLine.Text(1, "/join ops")));
            assertThat(printed()).noneMatch(line -> line.contains("password") || line.contains("swordfish"));
            assertThat(printed()).anyMatch(line -> line.endsWith("oops")).anyMatch(line -> line.contains("deleted"));
        }
    }

    @Test
    void keepsLatestHiddenLines() {
        joinLunch();
        for (int i = 1; i <= JoinedNetwork.MAX_HIDDEN + 5; i++) {
            int number = i;
            apply(now -> now.handleEvent(OPS, said(ALICE, number, "line " + number)));
        }
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(1, "/join ops")));
        assertThat(printed())
                .hasSize(JoinedNetwork.MAX_HIDDEN + 2)
                .startsWith("* now in ops, 205 new", "* 5 earlier lines not shown; see /history");
        assertThat(printed().get(2)).endsWith("line 6");
    }

    @Test
    void refusedJoinKeepsCurrentNetwork() {
        apply(now -> now.handleLine(new InputLine.Text(1, "/join lunch")));
        apply(now -> now.handleEvent(LUNCH, new NetworkEvent.Ended(Optional.of(new Problem.Refused(LUNCH, "full")))));
        assertThat(effects).anyMatch(effect -> effect instanceof Effect.PrintError);
        assertThat(effects).noneMatch(effect -> effect instanceof Effect.Exit);
        apply(now -> now.handleLine(new InputLine.Text(2, "hi")));
        assertThat(effects).contains(send(OPS, 0, "hi"));
    }

    @Test
    void leavingSwitchesToOtherNetworkUntilNoneIsLeft() {
        joinLunch();
        apply(now -> now.handleLine(new InputLine.Text(1, "/leave")));
        apply(now -> now.applyTo(LUNCH, ConversationState::leaveCompleted));
        assertThat(printed()).containsSubsequence("* left lunch", "* now in ops");
        apply(now -> now.handleLine(new InputLine.Text(2, "/leave")));
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        assertThat(printed()).endsWith("* you are not in a network; /join NAME joins one, /quit ends the program");
        assertThat(effects).noneMatch(effect -> effect instanceof Effect.Exit);
        apply(now -> now.handleLine(new InputLine.Text(3, "hello?")));
        assertThat(effects).contains(new Effect.PrintError(SessionErrors.notInNetwork()));
        apply(now -> now.handleLine(new InputLine.Text(4, "/join ops")));
        apply(now -> now.handleEvent(OPS, entered()));
        apply(now -> now.handleLine(new InputLine.Text(5, "back")));
        assertThat(effects).contains(send(OPS, 0, "back"));
    }

    @Test
    void quitLeavesEveryNetworkAndExitsOnce() {
        joinLunch();
        apply(now -> now.handleLine(new InputLine.Text(1, "/quit")));
        assertThat(effects).contains(new Effect.Leave(OPS), new Effect.Leave(LUNCH));
        apply(now -> now.applyTo(LUNCH, ConversationState::leaveCompleted));
        assertThat(exits()).isEmpty();
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        assertThat(exits()).containsExactly(0);
    }

    @Test
    void problemInOnlyNetworkEndsSession() {
        apply(now -> now.handleEvent(OPS, new NetworkEvent.Ended(Optional.of(new Problem.NetworkExists(OPS)))));
        assertThat(exits()).containsExactly(4);
    }

    @Test
    void refusesLinesWhileLeaving() {
        apply(now -> now.handleLine(new InputLine.Text(1, "on its way")));
        apply(now -> now.applyTo(OPS, conversation -> conversation.messageAccepted(0, id(1))));
        apply(now -> now.handleLine(new InputLine.Text(2, "/leave")));
        apply(now -> now.handleLine(new InputLine.Text(3, "one more thing")));
        assertThat(effects)
                .contains(new Effect.PrintError(SessionErrors.notReady(OPS, ConversationState.Phase.DRAINING)));
        apply(now -> now.handleEvent(OPS, delivered(1)));
        assertThat(effects).contains(new Effect.Leave(OPS));
    }

    @Test
    void programMustNameNetworkIfInSeveral() {
        rooms = begin(InputParser.json(), JsonRenderer.create("a"));
        apply(now -> now.handleEvent(OPS, entered()));
        apply(now -> now.handleLine(new InputLine.Text(1, "{\"do\":\"join\",\"ref\":\"j\",\"network\":\"lunch\"}")));
        apply(now -> now.handleEvent(LUNCH, entered()));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(2, "{\"do\":\"send\",\"ref\":\"1\",\"text\":\"a\"}")));
        apply(now -> now.handleLine(
                new InputLine.Text(3, "{\"do\":\"send\",\"ref\":\"2\",\"text\":\"b\",\"network\":\"ops\"}")));
        apply(now -> now.handleLine(
                new InputLine.Text(4, "{\"do\":\"send\",\"ref\":\"3\",\"text\":\"c\",\"network\":\"none\"}")));
        apply(now -> now.applyTo(OPS, one -> one.messageAccepted(0, id(1))));
        apply(now -> now.handleEvent(OPS, said(ALICE, 1, "x")));
        apply(now -> now.handleEvent(LUNCH, said(ALICE, 1, "y")));
        assertThat(effects).contains(send(OPS, 0, "b"));
        assertThat(printed()).hasSize(5);
        assertThat(printed().get(0)).contains("\"ref\":\"1\",\"ok\":false", "is missing");
        assertThat(printed().get(1)).contains("\"ref\":\"2\",\"ok\":true");
        assertThat(printed().get(2)).contains("\"ref\":\"3\",\"ok\":false", "not in none");
        assertThat(printed().get(3)).contains("\"network\":\"ops\"", "\"text\":\"x\"");
        assertThat(printed().get(4)).contains("\"network\":\"lunch\"", "\"text\":\"y\"");
        apply(now -> now.handleLine(new InputLine.Text(5, "{\"do\":\"leave\",\"network\":\"ops\"}")));
        apply(now -> now.applyTo(OPS, ConversationState::drainTimedOut));
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        apply(now -> now.handleLine(new InputLine.Text(6, "{\"do\":\"leave\"}")));
        apply(now -> now.applyTo(LUNCH, ConversationState::leaveCompleted));
        assertThat(exits()).as("not delivered: \"b\"").containsExactly(6);
    }

    /** No send is refused, and no further line is read, until there is room (newcomer 5). */
    @Test
    void programWaitsForRoom() {
        rooms = begin(InputParser.json(), JsonRenderer.create("a"));
        apply(now -> now.handleEvent(OPS, entered()));
        for (int i = 0; i < ConversationState.MAX_IN_FLIGHT; i++) {
            String ref = "" + i;
            apply(now -> now.handleLine(new InputLine.Text(1, sending(ref))));
        }
        assertThat(effects).as("lines read").contains(new Effect.ReadMore(1));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(2, sending("last"))));
        assertThat(effects).isEmpty();
        for (int i = 0; i < ConversationState.MAX_IN_FLIGHT; i++) {
            int seq = i + 1;
            apply(now -> now.applyTo(OPS, one -> one.messageAccepted(seq - 1, id(seq))));
        }
        assertThat(effects).doesNotContain(new Effect.ReadMore(1));
        apply(now -> now.handleEvent(OPS, delivered(1)));
        assertThat(effects)
                .containsSubsequence(send(OPS, ConversationState.MAX_IN_FLIGHT, "a"), new Effect.ReadMore(1));
        assertThat(printed()).allMatch(line -> !line.contains("\"ok\":false"));
    }

    /** Errors found at once do not overtake a message that the node still stores (newcomer 5). */
    @Test
    void repliesHaveTheOrderOfCommands() {
        rooms = begin(InputParser.json(), JsonRenderer.create("a"));
        apply(now -> now.handleEvent(OPS, entered()));
        effects.clear();
        apply(now -> now.handleLine(new InputLine.Text(1, sending("1"))));
        apply(now -> now.handleLine(new InputLine.Text(2, sending("2"))));
        apply(now -> now.handleLine(new InputLine.Text(3, "nonsense")));
        apply(now -> now.applyTo(OPS, one -> one.messageAccepted(0, id(1))));
        assertThat(printed()).hasSize(1);
        apply(now -> now.applyTo(OPS, one -> one.messageAccepted(1, id(2))));
        assertThat(printed()).hasSize(3);
        assertThat(printed().get(0)).contains("\"ref\":\"1\",\"ok\":true");
        assertThat(printed().get(1)).contains("\"ref\":\"2\",\"ok\":true");
        assertThat(printed().get(2)).contains("\"ok\":false");
        assertThat(effects).last().isEqualTo(new Effect.ReadMore(1));
        apply(now -> now.handleEvent(OPS, delivered(1)));
        apply(now -> now.handleEvent(OPS, delivered(2)));
        apply(now -> now.handleLine(new InputLine.End()));
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        assertThat(exits()).as("nonsense was not done").containsExactly(6);
    }

    private static String sending(String ref) {
        return "{\"do\":\"send\",\"ref\":\"" + ref + "\",\"text\":\"a\"}";
    }

    @Test
    void endOfPipeLeavesEveryNetwork() {
        joinLunch();
        apply(now -> now.handleLine(new InputLine.End()));
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        apply(now -> now.applyTo(LUNCH, ConversationState::leaveCompleted));
        assertThat(exits()).containsExactly(0);
    }

    @Test
    void closedOutputPrintsNothing() {
        joinLunch();
        apply(SessionState::outputClosed);
        apply(now -> now.applyTo(OPS, ConversationState::leaveCompleted));
        apply(now -> now.applyTo(LUNCH, ConversationState::leaveCompleted));
        assertThat(printed()).isEmpty();
        assertThat(exits()).containsExactly(141);
    }

    @Test
    void limitsNetworks() {
        for (int i = 1; i < SessionState.MAX_NETWORKS; i++) {
            int number = i;
            apply(now -> now.handleLine(new InputLine.Text(1, "/join n" + number)));
        }
        assertThat(effects).noneMatch(effect -> effect instanceof Effect.PrintError);
        apply(now -> now.handleLine(new InputLine.Text(1, "/join onemore")));
        assertThat(effects).contains(new Effect.PrintError(SessionErrors.tooMany(SessionState.MAX_NETWORKS)));
    }

    private void joinLunch() {
        apply(now -> now.handleLine(new InputLine.Text(1, "/join lunch")));
        apply(now -> now.handleEvent(LUNCH, entered()));
        effects.clear();
    }

    private void apply(Function<SessionState, Step<SessionState>> input) {
        Step<SessionState> turn = input.apply(rooms);
        rooms = turn.next();
        effects.addAll(turn.effects());
    }

    private static SessionState begin(InputParser reading, Renderer renderer) {
        return SessionState.start(new SessionState.Settings(OPS, Duration.ofSeconds(10), renderer), reading);
    }

    private static Effect send(NetworkName network, long ticket, String text) {
        return new Effect.Send(network, ticket, new MessageDraft.Text(text));
    }

    private List<String> printed() {
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Print)
                .flatMap(effect -> ((Effect.Print) effect).lines().stream())
                .toList();
    }

    private List<Integer> exits() {
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Exit)
                .map(effect -> ((Effect.Exit) effect).code())
                .toList();
    }
}
