package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.status;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the node answers, in each form. */
class AnswersTest {

    private static final Answer.Members MEMBERS = new Answer.Members(status());
    private static final Answer.Status STATUS = new Answer.Status(status(), Path.of("/home/bob"), 2);
    private static final Answer.Info INFO = new Answer.Info(status());

    @Test
    void membersAreToldWithLeaderAndDoubts() {
        assertThat(human(MEMBERS))
                .containsExactly(
                        "#1 alice ★ leads · present since before you came",
                        "#2 bob (you) · present since 14:02",
                        "#3 carol · not heard since 14:02",
                        "#4 dave · gone at 14:02: unreachable");
        assertThat(PlainRenderer.create().answer(OPS, Optional.empty(), MEMBERS))
                .contains("* #2 bob (you) · present since 2026-11-22T14:02:03Z");
    }

    @Test
    void theStatusSaysEverythingBehindTheStatusLine() {
        assertThat(human(STATUS))
                .containsExactly(
                        "network     ops, led by alice (#1) at 10.0.0.1:4000",
                        "view        epoch 3, number 1",
                        "members     3, 1 not heard",
                        "you         bob (#2) at 10.0.0.2:4000",
                        "directory   127.0.0.1:4700, reachable",
                        "log         5 messages, 2 of yours not with everyone yet",
                        "folder      /home/bob");
    }

    @Test
    void theInfoHoldsTheVectorClock() {
        assertThat(human(INFO)).contains("clock       #1:4 #2:0+", "heads       #1:4");
    }

    @Test
    void aListingHasNumbersAndTheNewestLast() {
        Answer.Listing listing = new Answer.Listing(
                List.of(replayed(ALICE, 1, "roll back?"), replayed(BOB, 2, "one\ntwo")), List.of(41, 42), true);
        assertThat(human(listing))
                .containsExactly(
                        "#41 14:02 alice  roll back?",
                        "#42 14:02 you  one",
                        "      two",
                        "2 messages found, the newest last; /info #42 tells more");
        assertThat(human(new Answer.Listing(List.of(), List.of(), true))).containsExactly("nothing found");
        assertThat(json(listing))
                .contains("\"messages\":[{\"v\":1,\"type\":\"message\",\"network\":\"ops\"", "\"text\":\"one\\ntwo\"");
    }

    @Test
    void aMessageIsToldInFull() {
        assertThat(human(new Answer.Message(replayed(ALICE, 7, "two\nlines"))))
                .contains(
                        "text        two lines",
                        "from        alice, number 7 of #1",
                        "lamport     7",
                        "follows     nothing");
    }

    @Test
    void theDialogueNumbersWhatItListsAndFindsItAgain() {
        Dialogue dialogue = Dialogue.begin(
                        new Dialogue.Manner(OPS, java.time.Duration.ofSeconds(1)),
                        Reading.typed(),
                        PlainRenderer.create())
                .event(Examples.entered())
                .next();
        Answer.Listing listing = new Answer.Listing(List.of(replayed(ALICE, 1, "roll back?")), List.of(), false);
        Step step = dialogue.answered(Optional.empty(), listing);
        assertThat(printed(step)).startsWith("* #1 2026-11-22T14:02:03Z alice  roll back?");
        Step about = step.next().asked(new Intent.About(Optional.empty(), "#1"));
        assertThat(printed(about)).contains("* text        roll back?");
        Step unclear = step.next().asked(new Intent.About(Optional.empty(), "#2"));
        assertThat(unclear.effects()).anyMatch(effect -> effect instanceof Effect.Complain);
        assertThat(unclear.effects()).contains(new Effect.Resume(1));
    }

    @Test
    void programsGetOneReplyObject() {
        assertThat(json(MEMBERS))
                .startsWith("{\"v\":1,\"type\":\"reply\",\"network\":\"ops\",\"ref\":\"7\",\"ok\":true,"
                        + "\"role\":\"member\",\"self\":2,\"leader\":1,\"epoch\":3,\"view\":1,\"directory\":\"reachable\","
                        + "\"members\":[{\"id\":1,\"nick\":\"alice\",\"presence\":\"present\",\"since\":null,");
        assertThat(json(STATUS)).contains("\"home\":\"/home/bob\",\"stored\":5,\"unsettled\":2");
        assertThat(json(INFO)).contains("\"clock\":{\"1\":4,\"2\":0},\"heads\":[{\"author\":1,\"seq\":4}]");
    }

    @Test
    void theDialogueAddsWhatIsStillOpen() {
        Dialogue dialogue = Dialogue.begin(
                        new Dialogue.Manner(OPS, java.time.Duration.ofSeconds(1)),
                        Reading.typed(),
                        HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH))
                .event(Examples.entered())
                .next()
                .asked(new Intent.Say(Optional.empty(), "one"))
                .next();
        Answer.Status none = new Answer.Status(status(), Path.of("/home/bob"), 0);
        Effect.Print print = (Effect.Print)
                dialogue.answered(Optional.empty(), none).effects().get(0);
        assertThat(print.lines()).contains("log         5 messages, 1 of yours not with everyone yet");
    }

    private static List<String> printed(Step step) {
        return step.effects().stream()
                .filter(effect -> effect instanceof Effect.Print)
                .flatMap(effect -> ((Effect.Print) effect).lines().stream())
                .toList();
    }

    private static List<String> human(Answer answer) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH).answer(OPS, Optional.empty(), answer);
    }

    private static String json(Answer answer) {
        return JsonRenderer.create("a").answer(OPS, Optional.of("7"), answer).get(0);
    }
}
