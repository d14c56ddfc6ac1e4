package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.said;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.OrderMark;

/** Late messages, and messages after a gap (protocol 2.7). */
class HistoryGapsTest {

    private static final NetworkEvent.Said ANSWER = over(ALICE, 2, "deploy is done, so go ahead", key(CAROL, 7));
    private static final NetworkEvent.Said LATE = marked(said(CAROL, 7, "wait"), OrderMark.LATE);

    @Test
    void marksLateMessageWithItsPlace() {
        List<NetworkEvent> story = List.of(entered(), ANSWER, said(ALICE, 3, "so?"), LATE);
        assertThat(human(new TerminalStyle(TextStyle.PLAIN), story)).containsExactly("""
                → you joined ops as bob (#2) · alice leads · 3 members
                ! messages are missing here; no reachable member has them
                14:02 alice  deploy is done, so go ahead
                14:02 alice  so?
                14:02 carol  wait  (late, belongs before "deploy is done, so g…")""".split("\n"));
        assertThat(human(new TerminalStyle(new TextStyle(true, false, Theme.MONO, true)), story))
                .containsExactly("""
                        -> you joined ops as bob (#2) | alice leads | 3 members
                        ! messages are missing here; no reachable member has them
                        14:02 alice  deploy is done, so go ahead
                              alice  so?
                              carol  wait  (late, belongs before "deploy is done, so g...")""".split("\n"));
        assertThat(human(new ScreenReaderStyle(), story)).containsExactly("""
                notice: you joined ops as bob (#2), alice leads, 3 members.
                notice: messages are missing here; no reachable member has them.
                message from alice at 14:02: deploy is done, so go ahead
                message from alice at 14:02: so?
                message from carol at 14:02, late, belongs before "deploy is done, so g": wait""".split("\n"));
        assertThat(rendered(PlainRenderer.create(), story)).containsExactly("""
                * you joined ops as bob (#2) · alice leads · 3 members
                * messages are missing here; no reachable member has them
                2026-11-22T14:02:03Z	alice	deploy is done, so go ahead
                2026-11-22T14:02:03Z	alice	so?
                * next message: late, belongs before "deploy is done, so g…"
                2026-11-22T14:02:03Z	carol	wait""".split("\n"));
        assertThat(rendered(JsonRenderer.create("a"), story))
                .satisfiesExactly(
                        hello -> assertThat(hello).doesNotContain("mark"),
                        answer -> assertThat(answer).endsWith("\"mark\":\"gap\"}"),
                        next -> assertThat(next).doesNotContain("mark"),
                        late -> assertThat(late).endsWith("\"mark\":\"late\"}"));
    }

    @Test
    void findsPlaceByAuthorAndNumber() {
        assertThat(HistoryGaps.NONE.after(ANSWER).late(marked(said(CAROL, 6, "wait"), OrderMark.LATE)))
                .contains(new HistoryGaps.Late(Optional.of(ANSWER.message())));
        assertThat(HistoryGaps.NONE.after(ANSWER).late(marked(said(CAROL, 8, "wait"), OrderMark.LATE)))
                .contains(new HistoryGaps.Late(Optional.empty()));
        assertThat(HistoryGaps.NONE.after(ANSWER).late(marked(said(BOB, 7, "wait"), OrderMark.LATE)))
                .contains(new HistoryGaps.Late(Optional.empty()));
        assertThat(HistoryGaps.NONE.after(ANSWER).late(said(CAROL, 7, "wait"))).isEmpty();
    }

    @Test
    void marksLateMessageWithoutKnownPlace() {
        List<NetworkEvent> story = List.of(entered(), LATE);
        assertThat(human(new TerminalStyle(TextStyle.PLAIN), story))
                .endsWith("14:02 carol  wait  (late, after replies to it)");
        assertThat(human(new ScreenReaderStyle(), story))
                .endsWith("message from carol at 14:02, late, after replies to it: wait");
        assertThat(rendered(PlainRenderer.create(), story)).contains("* next message: late, after replies to it");
    }

    @Test
    void printsEditBeforeLateRemark() {
        NetworkEvent.Amended edit = edited(CAROL, 8, message(CAROL, 6, "two"), "three");
        NetworkEvent.Amended late = new NetworkEvent.Amended(
                edit.message(), edit.about(), edit.author(), false, true, edit.receivedAt(), OrderMark.LATE);
        assertThat(human(new TerminalStyle(TextStyle.PLAIN), List.of(entered(), late)))
                .endsWith("14:02 carol  three  (edited 14:02 \"two\")  (late, after replies to it)");
    }

    @Test
    void neverQuotesDeletedMessage() {
        NetworkEvent.Amended gone = deleted(ALICE, 9, ANSWER.message());
        for (Renderer renderer : List.of(renderer(new TerminalStyle(TextStyle.PLAIN)), PlainRenderer.create())) {
            List<String> lines = rendered(renderer, List.of(entered(), ANSWER, gone, LATE));
            assertThat(lines.subList(3, lines.size()))
                    .anyMatch(line -> line.contains("late"))
                    .noneMatch(line -> line.contains("deploy"));
        }
    }

    @Test
    void boundsRememberedGaps() {
        HistoryGaps gaps = HistoryGaps.NONE.after(ANSWER);
        for (int i = 0; i < HistoryGaps.MAX - 1; i++) {
            gaps = gaps.after(over(ALICE, 10 + i, "and", key(BOB, i + 1)));
        }
        assertThat(gaps.late(LATE)).contains(new HistoryGaps.Late(Optional.of(ANSWER.message())));
        gaps = gaps.after(over(ALICE, 90, "and", key(BOB, 90)));
        assertThat(gaps.over()).hasSize(HistoryGaps.MAX);
        assertThat(gaps.late(LATE)).contains(new HistoryGaps.Late(Optional.empty()));
    }

    private static List<String> human(MessageStyle style, List<NetworkEvent> story) {
        return rendered(renderer(style), story);
    }

    private static Renderer renderer(MessageStyle style) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style);
    }

    private static MessageKey key(Member author, int seq) {
        return new MessageKey(author.node(), seq);
    }

    private static NetworkEvent.Said marked(NetworkEvent.Said said, OrderMark mark) {
        return new NetworkEvent.Said(
                said.message(),
                said.author(),
                said.own(),
                true,
                TIME + 10,
                mark,
                NetworkEvent.Revision.ORIGINAL,
                false);
    }

    /** A message that follows a missing one. */
    private static NetworkEvent.Said over(Member author, int number, String text, MessageKey missing) {
        ChatMessage plain = message(author, number, text);
        ChatMessage message = TestMessages.create(
                plain.id(),
                plain.key(),
                plain.to(),
                List.of(missing),
                plain.lamport(),
                plain.sentAt(),
                plain.kind(),
                plain.text(),
                Optional.empty());
        return marked(new NetworkEvent.Said(message, author.nick(), false, true, TIME + 10), OrderMark.AFTER_GAP);
    }
}
