package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;

import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.Nick;

class MessageReferencesTest {

    private static final Said FIRST = said(ALICE, 1, "deploy at three?");
    private static final Said SECOND = said(BOB, 2, "fine with me");
    private static final Said THIRD = said(CAROL, 3, "me too");
    private static final MessageReferences SHOWN =
            MessageReferences.EMPTY.with(FIRST).with(SECOND).with(THIRD);

    @Test
    void caretCountsBackFromLast() {
        assertThat(found(SHOWN, "^")).isEqualTo(THIRD);
        assertThat(found(SHOWN, "^1")).isEqualTo(THIRD);
        assertThat(found(SHOWN, "^3")).isEqualTo(FIRST);
        assertThat(why(SHOWN, "^4")).isEqualTo("only 3 messages above");
        assertThat(why(SHOWN, "^0")).isEqualTo("only 3 messages above");
    }

    @Test
    void atSignFindsLastOfAuthorEvenAfterRename() {
        assertThat(found(SHOWN, "@alice")).isEqualTo(FIRST);
        assertThat(found(SHOWN, "@BOB")).isEqualTo(SECOND);
        assertThat(why(SHOWN, "@dave")).isEqualTo("no message above is from dave");
        Member zoe = new Member(ALICE.id(), ALICE.address(), new Nick("zoe"), ALICE.joinedAt());
        Said renamed = said(zoe, 4, "still me");
        assertThat(found(SHOWN.with(renamed), "@alice")).isEqualTo(renamed);
    }

    @Test
    void listNumbersAreStable() {
        Said old = replayed(ALICE, 7, "long ago");
        MessageReferences listed = SHOWN.numbering(List.of(old, SECOND));
        assertThat(found(listed, "#1")).isEqualTo(old);
        assertThat(found(listed, "#2")).isEqualTo(SECOND);
        assertThat(why(listed, "#3")).isEqualTo("only listed messages have numbers");
        MessageReferences again = listed.numbering(List.of(FIRST, SECOND));
        NodeAnswer.Listing numbered = again.numbered(new NodeAnswer.Listing(List.of(FIRST, SECOND), List.of(), false));
        assertThat(numbered.numbers()).containsExactly(3, 2);
    }

    @Test
    void fourCharactersOfUniqueIdSuffice() {
        String id = THIRD.message().id().toString();
        assertThat(found(SHOWN, id)).isEqualTo(THIRD);
        assertThat(found(SHOWN, id.substring(id.length() - 4).toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(THIRD);
        assertThat(why(SHOWN, id.substring(0, 8))).isEqualTo("3 messages match; give more of the id");
        assertThat(why(SHOWN, "beef")).isEqualTo("no message that was shown has such an id");
        assertThat(why(SHOWN, "abc")).startsWith("expected ^, ^3");
        assertThat(why(SHOWN, "that one")).startsWith("expected ^, ^3");
    }

    @Test
    void limitsRememberedMessages() {
        MessageReferences shown = MessageReferences.EMPTY;
        for (int i = 1; i <= MessageReferences.MAX_RECENT + 3; i++) {
            shown = shown.with(said(ALICE, i, "line " + i));
        }
        assertThat(shown.recent()).hasSize(MessageReferences.MAX_RECENT);
        assertThat(found(shown, "^" + MessageReferences.MAX_RECENT).message().text())
                .isEqualTo("line 4");
        MessageReferences listed = MessageReferences.EMPTY;
        for (int i = 1; i <= MessageReferences.MAX_LISTED + 1; i++) {
            listed = listed.numbering(List.of(said(ALICE, i, "line " + i)));
        }
        assertThat(why(listed, "#1")).isEqualTo("only listed messages have numbers");
        assertThat(found(listed, "#2").message().text()).isEqualTo("line 2");
        assertThat(listed.numbers()).hasSize(MessageReferences.MAX_LISTED);
    }

    private static Said found(MessageReferences shown, String reference) {
        return ((MessageReferences.Result.Found) shown.resolve(reference)).said();
    }

    private static String why(MessageReferences shown, String reference) {
        return ((MessageReferences.Result.NotFound) shown.resolve(reference))
                .why()
                .why()
                .orElseThrow();
    }
}
