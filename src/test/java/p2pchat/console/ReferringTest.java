package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.said;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.Referring.Outcome;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.Saying;

/** Changing and deleting what one said, as a person asks for it; bob is who asks. */
class ReferringTest {

    private static final Said MINE = said(BOB, 1, "deploy at three?\nor later?");
    private static final Said THEIRS = said(ALICE, 2, "fine");
    private static final Shown SHOWN = Shown.NOTHING.with(MINE).with(THEIRS);

    @Test
    void aNewTextIsSaidInPlaceOfTheOldOne() {
        assertThat(typed(SHOWN, "/edit ^2 at four,  then"))
                .isEqualTo(new Outcome.Say(new Saying.Edit(id(1), "at four,  then")));
        assertThat(typed(SHOWN, "/edit @bob at four\nor five"))
                .isEqualTo(new Outcome.Say(new Saying.Edit(id(1), "at four\nor five")));
    }

    @Test
    void withoutATextTheOldOneIsPutWhereOneTypesUnderANameThatStays() {
        Outcome draft = new Outcome.Ask(new Effect.Draft("/edit 00000001 deploy at three?\nor later?"));
        assertThat(typed(SHOWN, "/edit ^2")).isEqualTo(draft);
        assertThat(typed(SHOWN, "/edit")).as("the last of one's own").isEqualTo(draft);
        assertThat(typed(SHOWN, "/edit 00000001 new")).isEqualTo(new Outcome.Say(new Saying.Edit(id(1), "new")));
    }

    @Test
    void whatIsEditedIsEditedAgainAsItReadsNow() {
        Shown now = SHOWN.after(edited(BOB, 3, MINE.message(), "at four"));
        assertThat(typed(now, "/edit")).isEqualTo(new Outcome.Ask(new Effect.Draft("/edit 00000001 at four")));
        assertThat(text(now, "^2")).isEqualTo("at four  (edited)");
    }

    @Test
    void deletingIsAskedAboutOnceAndThenDone() {
        assertThat(typed(SHOWN, "/delete @bob"))
                .isEqualTo(new Outcome.Ask(new Effect.Confirm(
                        "delete \"deploy at three? or later?\" everywhere, for good? [y]es [n]o ",
                        "/delete 00000001 yes")));
        assertThat(typed(SHOWN, "/delete 00000001 yes")).isEqualTo(new Outcome.Say(new Saying.Delete(id(1))));
    }

    @Test
    void aMessageThatWasNotShownIsLookedUpByItsWholeId() {
        Outcome look = new Outcome.Look(new Question.Message(id(9), Optional.empty()));
        assertThat(typed(SHOWN, "/delete " + id(9))).isEqualTo(look);
        assertThat(typed(SHOWN, "/delete " + id(9) + " yes")).isEqualTo(look);
        assertThat(typed(SHOWN, "/edit " + id(9) + " other")).isEqualTo(look);
        Said old = said(BOB, 9, "long ago");
        assertThat(Referring.of(intent("/delete " + id(9)), old))
                .isEqualTo(new Outcome.Ask(new Effect.Confirm(
                        "delete \"long ago\" everywhere, for good? [y]es [n]o ", "/delete " + id(9) + " yes")));
        assertThat(Referring.of(intent("/delete " + id(9) + " yes"), old))
                .isEqualTo(new Outcome.Say(new Saying.Delete(id(9))));
        assertThat(Referring.of(intent("/edit " + id(9)), old))
                .isEqualTo(new Outcome.Ask(new Effect.Draft("/edit " + id(9) + " long ago")));
        Outcome theirs = Referring.of(intent("/delete " + id(9)), said(ALICE, 9, "theirs"));
        assertThat(((Outcome.Refuse) theirs).why().what()).isEqualTo("\"theirs\" is not yours");
    }

    @Test
    void whatIsNotOnesOwnOrGoneOrNotThereIsRefused() {
        assertThat(why(SHOWN, "/edit ^ mine now")).isEqualTo("\"fine\" is not yours");
        assertThat(why(SHOWN, "/delete @alice")).isEqualTo("\"fine\" is not yours");
        assertThat(why(SHOWN, "/delete #7")).isEqualTo("which message is '#7'?");
        assertThat(why(Shown.NOTHING.with(THEIRS), "/edit")).isEqualTo("there is nothing to edit");
        Shown gone = SHOWN.after(deleted(BOB, 3, MINE.message()));
        assertThat(why(gone, "/edit @bob back")).isEqualTo("that message is deleted already");
        assertThat(why(gone, "/delete @bob yes")).isEqualTo("that message is deleted already");
        assertThat(why(gone, "/edit")).isEqualTo("there is nothing to edit");
    }

    @Test
    void aDeletedTextIsNotKeptAmongWhatCanBeReferredTo() {
        Shown gone = SHOWN.numbering(List.of(MINE)).after(deleted(BOB, 3, MINE.message()));
        assertThat(gone.toString()).doesNotContain("deploy");
        assertThat(text(gone, "#1")).isEqualTo("(deleted)");
    }

    @Test
    void onlyWhatOneDeletesOneselfIsForgottenAmongWhatWasTyped() {
        NetworkEvent.Amended mine = deleted(BOB, 3, MINE.message());
        assertThat(Referring.forget(mine)).containsExactly(new Effect.Forget(List.of("deploy at three?\nor later?")));
        assertThat(Referring.forget(edited(BOB, 3, MINE.message(), "x"))).isEmpty();
        assertThat(Referring.forget(deleted(ALICE, 3, THEIRS.message()))).isEmpty();
        assertThat(Referring.forget(MINE)).isEmpty();
    }

    private static Outcome typed(Shown shown, String line) {
        return Referring.of(intent(line), shown);
    }

    private static Intent intent(String line) {
        return Reading.typed().line(1, line).intent().orElseThrow();
    }

    private static String text(Shown shown, String reference) {
        return Notices.text(((Shown.Result.Found) shown.find(reference)).said());
    }

    private static String why(Shown shown, String line) {
        return ((Outcome.Refuse) typed(shown, line)).why().what();
    }
}
