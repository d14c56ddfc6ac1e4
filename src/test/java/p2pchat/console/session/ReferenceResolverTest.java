package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.said;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.MessageText;
import p2pchat.console.session.ReferenceResolver.Outcome;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Said;

/** Bob edits and deletes messages. */
class ReferenceResolverTest {

    private static final Said MINE = said(BOB, 1, "deploy at three?\nor later?");
    private static final Said THEIRS = said(ALICE, 2, "fine");
    private static final MessageReferences SHOWN =
            MessageReferences.EMPTY.with(MINE).with(THEIRS);

    @Test
    void editSendsNewText() {
        assertThat(typed(SHOWN, "/edit ^2 at four,  then"))
                .isEqualTo(new Outcome.Send(new MessageDraft.Edit(id(1), "at four,  then")));
        assertThat(typed(SHOWN, "/edit @bob at four\nor five"))
                .isEqualTo(new Outcome.Send(new MessageDraft.Edit(id(1), "at four\nor five")));
    }

    @Test
    void editWithoutTextPrefillsInputWithStableReference() {
        Outcome draft = new Outcome.Ask(new Effect.Prefill("/edit 00000001 deploy at three?\nor later?"));
        assertThat(typed(SHOWN, "/edit ^2")).isEqualTo(draft);
        assertThat(typed(SHOWN, "/edit")).as("the last of one's own").isEqualTo(draft);
        assertThat(typed(SHOWN, "/edit 00000001 new")).isEqualTo(new Outcome.Send(new MessageDraft.Edit(id(1), "new")));
    }

    @Test
    void editsLatestText() {
        MessageReferences now = SHOWN.after(edited(BOB, 3, MINE.message(), "at four"));
        assertThat(typed(now, "/edit")).isEqualTo(new Outcome.Ask(new Effect.Prefill("/edit 00000001 at four")));
        assertThat(text(now, "^2")).isEqualTo("at four  (edited)");
    }

    @Test
    void deletionAsksOnce() {
        assertThat(typed(SHOWN, "/delete @bob"))
                .isEqualTo(new Outcome.Ask(new Effect.Confirm(
                        "permanently delete \"deploy at three? or later?\" for everyone?", "/delete 00000001 yes")));
        assertThat(typed(SHOWN, "/delete 00000001 yes")).isEqualTo(new Outcome.Send(new MessageDraft.Delete(id(1))));
    }

    @Test
    void fetchesUnseenMessageByFullId() {
        Outcome style = new Outcome.Fetch(new NodeQuery.Message(id(9), Optional.empty()));
        assertThat(typed(SHOWN, "/delete " + id(9))).isEqualTo(style);
        assertThat(typed(SHOWN, "/delete " + id(9) + " yes")).isEqualTo(style);
        assertThat(typed(SHOWN, "/edit " + id(9) + " other")).isEqualTo(style);
        Said old = said(BOB, 9, "long ago");
        assertThat(ReferenceResolver.resolve(intent("/delete " + id(9)), old, Optional.empty()))
                .isEqualTo(new Outcome.Ask(new Effect.Confirm(
                        "permanently delete \"long ago\" for everyone?", "/delete " + id(9) + " yes")));
        assertThat(ReferenceResolver.resolve(intent("/delete " + id(9) + " yes"), old, Optional.empty()))
                .isEqualTo(new Outcome.Send(new MessageDraft.Delete(id(9))));
        assertThat(ReferenceResolver.resolve(intent("/edit " + id(9)), old, Optional.empty()))
                .isEqualTo(new Outcome.Ask(new Effect.Prefill("/edit " + id(9) + " long ago")));
        Outcome theirs =
                ReferenceResolver.resolve(intent("/delete " + id(9)), said(ALICE, 9, "theirs"), Optional.empty());
        assertThat(((Outcome.Refuse) theirs).why().what()).isEqualTo("you can only edit or delete your own messages");
    }

    @Test
    void refusesForeignDeletedOrMissingMessages() {
        assertThat(why(SHOWN, "/edit ^ mine now")).isEqualTo("you can only edit or delete your own messages");
        assertThat(why(SHOWN, "/delete @alice")).isEqualTo("you can only edit or delete your own messages");
        assertThat(why(SHOWN, "/delete #7")).isEqualTo("no message matches #7");
        assertThat(why(MessageReferences.EMPTY.with(THEIRS), "/edit")).isEqualTo("nothing to edit");
        MessageReferences gone = SHOWN.after(deleted(BOB, 3, MINE.message()));
        assertThat(why(gone, "/edit @bob back")).isEqualTo("that message is already deleted");
        assertThat(why(gone, "/delete @bob yes")).isEqualTo("that message is already deleted");
        assertThat(why(gone, "/edit")).isEqualTo("nothing to edit");
    }

    @Test
    void forgetsDeletedText() {
        MessageReferences gone = SHOWN.numbering(List.of(MINE)).after(deleted(BOB, 3, MINE.message()));
        assertThat(gone.toString()).doesNotContain("deploy");
        assertThat(text(gone, "#1")).isEqualTo("(deleted)");
    }

    @Test
    void onlyOwnDeletionsAreRemovedFromInputHistory() {
        NetworkEvent.Amended mine = deleted(BOB, 3, MINE.message());
        assertThat(ReferenceResolver.forgetDeleted(OPS, mine))
                .containsExactly(new Effect.ForgetTexts(OPS, List.of("deploy at three?\nor later?")));
        assertThat(ReferenceResolver.forgetDeleted(OPS, edited(BOB, 3, MINE.message(), "x")))
                .isEmpty();
        assertThat(ReferenceResolver.forgetDeleted(OPS, deleted(ALICE, 3, THEIRS.message())))
                .isEmpty();
        assertThat(ReferenceResolver.forgetDeleted(OPS, MINE)).isEmpty();
    }

    private static Outcome typed(MessageReferences shown, String line) {
        return ReferenceResolver.resolve(intent(line), shown, Optional.empty());
    }

    private static Intent.OnMessage intent(String line) {
        return (Intent.OnMessage)
                InputParser.interactive().parse(1, line).intent().orElseThrow();
    }

    private static String text(MessageReferences shown, String reference) {
        return MessageText.withRemark(((MessageReferences.Result.Found) shown.resolve(reference)).said());
    }

    private static String why(MessageReferences shown, String line) {
        return ((Outcome.Refuse) typed(shown, line)).why().what();
    }
}
