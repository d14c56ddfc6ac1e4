package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.standing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.MemberNames;
import p2pchat.console.render.RosterFacts;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.console.text.TextWidth;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NodeId;

class LiveRegionTest {

    private static final TextStyle BARE = new TextStyle(false, false, Theme.MONO, true);
    private static final TextStyle ASCII = new TextStyle(true, false, Theme.MONO, true);

    private static LiveView.Facts facts(State state, boolean directory, Optional<String> leader, int waiting) {
        SortedMap<NodeId, String> nicks = new TreeMap<>();
        IntStream.rangeClosed(1, 5).forEach(node -> nicks.put(new NodeId(node), node == 1 ? "alice" : "m" + node));
        Optional<NodeId> first = leader.map(nick -> new NodeId(1));
        Condition condition = new Condition(
                state, directory, first, Duration.ofMillis(1_440), 3, List.of(), List.of(new NodeId(4), new NodeId(5)));
        MemberNames names = new MemberNames(
                Optional.of(new NodeId(2)), nicks, nicks, first, 3, Map.of(), Set.of(), RosterFacts.NONE);
        return new LiveView.Facts(OPS, names, Optional.of(condition), waiting, Optional.empty(), 0);
    }

    private static LiveView live(int sending) {
        List<LiveView.Sending> messages = IntStream.rangeClosed(1, sending)
                .mapToObj(i -> new LiveView.Sending("message " + i, 3, 4))
                .toList();
        return new LiveView(
                "ann",
                messages,
                Optional.empty(),
                facts(State.CONNECTED, true, Optional.of("alice"), sending),
                List.of());
    }

    private static List<String> shown(LiveView live, int columns, TextStyle style) {
        return List.of(
                LiveRegion.prompt(live, Optional.empty(), columns, 24, style).split("\n"));
    }

    @Test
    void showsMessagesStatusAndInput() {
        assertThat(shown(live(1), 80, BARE))
                .containsExactly(
                        "  … you  message 1  3/4",
                        " ops · leader alice · 5 members · ● connected · 1 sending ",
                        "ann› ");
        assertThat(shown(live(1), 80, ASCII))
                .containsExactly(
                        "  ... you  message 1  3/4",
                        " ops | leader alice | 5 members | * connected | 1 sending ",
                        "ann> ");
    }

    @Test
    void narrowLineKeepsStateIcon() {
        LiveView.Facts alone = facts(State.ALONE, true, Optional.of("alice"), 0);
        assertThat(StatusLine.text(alone, 23, BARE)).isEqualTo(" ops · ● only you here ");
        assertThat(StatusLine.text(alone, 22, BARE)).isEqualTo(" ops · ● ");
        assertThat(StatusLine.text(alone, 8, BARE)).isEqualTo(" ops ");
    }

    @Test
    void leftStateShowsNoLeader() {
        LiveView left = live(2).left();
        assertThat(StatusLine.text(left.facts(), 80, BARE)).isEqualTo(" ops · ← left ");
        assertThat(left.sending()).isEmpty();
    }

    @Test
    void showsAtMostFiveSendingMessages() {
        assertThat(shown(live(5), 80, BARE)).hasSize(7);
        assertThat(shown(live(6), 80, BARE)).hasSize(7).contains("  … 2 more sending");
        assertThat(LiveRegion.prompt(live(6), Optional.empty(), 80, 6, BARE).lines())
                .hasSize(4);
    }

    @Test
    void questionReplacesNick() {
        assertThat(LiveRegion.prompt(live(0), Optional.of("really? "), 80, 24, BARE))
                .endsWith("\nreally? ");
        String large = "send 500 lines as one message? [y]es [e]dit [n]o ";
        assertThat(LiveRegion.prompt(live(0), Optional.of(large), 80, 24, BARE)).endsWith("\n" + large);
        assertThat(LiveRegion.prompt(live(0), Optional.of(large), 40, 24, BARE))
                .endsWith("\nsend 500 lines as o… [y]es [e]dit [n]o ");
        assertThat(LiveRegion.prompt(live(0), Optional.of(large), 15, 24, BARE)).endsWith("\nsend 500 line…");
    }

    @Test
    void narrowLineDropsLeastImportantParts() {
        LiveView.Facts facts = facts(State.CONNECTED, true, Optional.of("alice"), 2);
        assertThat(StatusLine.text(facts, 120, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · 2 sending · epoch 3 · you #2 ");
        assertThat(StatusLine.text(facts, 79, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · 2 sending ");
        assertThat(StatusLine.text(facts, 50, BARE)).isEqualTo(" ops · leader alice · ● connected · 2 sending ");
        assertThat(StatusLine.text(facts, 39, BARE)).isEqualTo(" ops · ● connected · 2 sending ");
        assertThat(StatusLine.text(facts, 19, BARE)).isEqualTo(" ops · ● connected ");
        assertThat(StatusLine.text(facts, 4, BARE)).hasSize(4);
    }

    @Test
    void showsUnreadElsewhere() {
        LiveView.Facts facts = live(0).withUnread(3).facts();
        assertThat(StatusLine.text(facts, 79, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · 3 new elsewhere ");
        assertThat(StatusLine.text(facts, 39, BARE)).isEqualTo(" ops · ● connected · 3 new elsewhere ");
    }

    @Test
    void showsTopicAndWhatLimitsPeople() {
        LiveView.Facts open = facts(State.CONNECTED, true, Optional.of("alice"), 0);
        assertThat(StatusLine.text(after(open, standing(MemberRole.MEMBER)), 90, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · closed · soup ");
        assertThat(StatusLine.text(after(open, standing(MemberRole.MEMBER)), 60, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · closed ");
        assertThat(StatusLine.text(after(open, standing(MemberRole.READER)), 60, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · reader ");
        NetworkEvent.Standing locked = new NetworkEvent.Standing(
                person(2), AdmissionPolicy.OPEN, true, "a\u001b[2J", Map.of(person(2), MemberRole.OWNER), true);
        assertThat(StatusLine.text(after(open, locked), 90, BARE))
                .isEqualTo(" ops · leader alice · 5 members · ● connected · locked · a[2J ");
    }

    private static LiveView.Facts after(LiveView.Facts facts, NetworkEvent.Standing standing) {
        return new LiveView.Facts(
                facts.network(), facts.names().after(standing), facts.condition(), 0, Optional.empty(), 0);
    }

    @Test
    void everyStateHasText() {
        Stream<String> words = Stream.of(State.values())
                .map(state -> StatusLine.text(facts(state, true, Optional.of("alice"), 0), 200, BARE));
        assertThat(words)
                .containsExactly(
                        " ops · leader alice · 5 members · ◌ joining · epoch 3 · you #2 ",
                        " ops · leader alice · 5 members · ● connected · epoch 3 · you #2 ",
                        " ops · leader alice · 5 members · ◌ alice silent 1.4 s · epoch 3 · you #2 ",
                        " ops · leader alice · 5 members · ◌ choosing a leader · epoch 3 · you #2 ",
                        " ops · leader alice · 5 members · ● only you here · epoch 3 · you #2 ",
                        " ops · leader alice · 5 members · ◐ 3 of 5 reachable · epoch 3 · you #2 ",
                        " ops · ← left ");
        assertThat(StatusLine.text(facts(State.ELECTING, false, Optional.empty(), 1), 99, BARE))
                .isEqualTo(" ops · leader ? · 5 members · ◌ no leader · ! directory unreachable · 1 queued ");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        LiveView wide = new LiveView(
                "x".repeat(24),
                List.of(new LiveView.Sending("你好".repeat(200), 1, 2)),
                Optional.of("→ " + "dave, ".repeat(40) + "joined"),
                facts(State.PARTIAL, false, Optional.of("y".repeat(24)), 1),
                List.of());
        for (TextStyle style : List.of(BARE, ASCII)) {
            for (int columns : new int[] {1, 2, 5, 20, 40, 80, 200}) {
                assertThat(shown(wide, columns, style))
                        .allMatch(line -> TextWidth.width(line) <= Math.max(columns, 4), "fits into " + columns);
            }
        }
    }

    @Test
    void escapesPercentSignsAndBoxes() {
        LiveView live = new LiveView(
                "ann",
                List.of(new LiveView.Sending("100% ┌─┐ %N", 0, 2)),
                Optional.empty(),
                facts(State.CONNECTED, true, Optional.of("alice"), 1),
                List.of());
        assertThat(shown(live, 80, BARE)).first().isEqualTo("  … you  100%% +-+ %%N  0/2");
    }
}
