package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.said;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.console.Examples;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.OrderMark;
import p2pchat.model.VectorClock;

/** Questions in the prompt, on a virtual screen. */
@Timeout(60)
class InlineQuestionTest extends InlineTerminalFixture {

    @Test
    void onlyAnswerKeysAnswer() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("/delete ^\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("e x\r\u001bOA\r"); // not answers; neither are Enter and Up
        session.handleEvent(OPS, said(ALICE, 2, "still there?"));
        screen.untilShown("still there?");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("\u0015n");
        screen.untilLast("bob› e x");
        screen.type("\u0015");
        screen.untilLast("bob›");
        screen.type("/delete @bob\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("yes\r");
        assertThat(nextSent()).as("a deletion has no text").isEmpty();
        screen.type("on\r");
        assertThat(nextSent()).as("the rest of the word is not sent").isEqualTo("on");
    }

    /** The user types on while the question comes up, and the letters in it are no answers. */
    @Test
    void lineTypedAheadOfQuestionBecomesDraft() throws Exception {
        reading = Duration.ofHours(1);
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        for (String line : List.of("/role ann member", "nice ünd easy", "yes, we can")) {
            screen.type("/delete ^\r");
            screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
            screen.type(line);
            screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o " + line);
            screen.type("\rn\r"); // a line may answer at once
            screen.untilLast("bob› " + line);
            screen.type("\u0015");
            screen.untilLast("bob›");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void lineGoesOnBehindQuestion() throws Exception {
        reading = Duration.ofHours(1);
        open(80, 24);
        answers = new CompletableFuture<>();
        screen.type("/delete " + id(7) + "\r");
        asked.get(15, TimeUnit.SECONDS);
        screen.type("/role a");
        screen.untilLast("bob› /role a");
        answers.complete(new NodeAnswer.Message(
                said(BOB, 7, "long ago"), new VectorClock(new TreeMap<>(), true), Examples.SIGNED));
        screen.untilLast("permanently delete \"long ago\" for everyone? [y]es [n]o");
        screen.type("nn member\rn\r");
        screen.untilLast("bob› /role ann member");
    }

    @Test
    void draftIsRestoredAfterQuestion() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        answers = new CompletableFuture<>();
        screen.type("/delete " + id(7) + "\r");
        asked.get(15, TimeUnit.SECONDS);
        screen.type("yes, and");
        screen.untilLast("bob› yes, and");
        answers.complete(new NodeAnswer.Message(
                said(BOB, 7, "long ago"), new VectorClock(new TreeMap<>(), true), Examples.SIGNED));
        screen.untilLast("permanently delete \"long ago\" for everyone? [y]es [n]o");
        screen.type("y");
        assertThat(nextSent()).isEmpty();
        screen.untilLast("bob› yes, and");
    }

    @Test
    void questionIsAnsweredInBothViModes() throws Exception {
        keys = EditingMode.VI;
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("/delete ^\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("\u001b");
        screen.type("n"); // a vi command without a question
        screen.untilLast("bob›");
        answers = new CompletableFuture<>();
        screen.type("/delete " + id(7) + "\r");
        asked.get(15, TimeUnit.SECONDS);
        screen.type("and so on\u001b"); // in command mode when the question comes
        screen.untilLast("bob› and so on");
        answers.complete(new NodeAnswer.Message(
                said(BOB, 7, "long ago"), new VectorClock(new TreeMap<>(), true), Examples.SIGNED));
        screen.untilLast("permanently delete \"long ago\" for everyone? [y]es [n]o");
        screen.type("y"); // the vi copy command without a question
        assertThat(nextSent()).isEmpty();
        screen.untilLast("bob› and so on");
        screen.type(" forth\r");
        assertThat(nextSent()).isEqualTo("and so on forth");
    }

    @Test
    void editPrefillsInputAndDeletionAsks(@TempDir Path folder) throws Exception {
        history = InputFile.open(folder.resolve("p2p-chat"), OPS, new FakeCipher("bob"));
        open(80, 24);
        screen.type("something else\r");
        nextSent();
        screen.type("my secret\r");
        nextSent();
        session.handleEvent(OPS, said(BOB, 2, "my secret"));
        session.handleEvent(OPS, delivered(2));
        screen.untilShown("you  my secret  ✓");
        screen.type("/edit\r");
        screen.untilLast("bob› /edit 00000002 my secret");
        screen.type("s\r");
        assertThat(nextSent()).isEqualTo("my secrets");

        screen.type("/delete @bob\r");
        screen.untilLast("permanently delete \"my secret\" for everyone? [y]es [n]o");
        screen.type("n\r");
        screen.untilLast("bob›");
        screen.type("/delete @bob\r");
        screen.untilLast("permanently delete \"my secret\" for everyone? [y]es [n]o");
        screen.type("y\r");
        assertThat(nextSent()).as("a deletion has no text").isEmpty();

        NetworkEvent.Amended gone = deleted(BOB, 4, message(BOB, 2, "my secret"));
        List<ChatMessage> about = List.of(message(BOB, 2, "my secret"), message(BOB, 3, "my secrets"));
        session.handleEvent(
                OPS, new NetworkEvent.Amended(gone.message(), about, gone.author(), true, true, TIME, OrderMark.PLAIN));
        session.handleEvent(OPS, delivered(4));
        screen.untilShown("you  (deleted the message from 14:02)  ✓");
        screen.type("\u001bOA");
        screen.untilLast("bob› /delete @bob");
        assertThat(history.orElseThrow().read()).contains("something else", "/delete @bob");
        assertThat(history.orElseThrow().read()).noneMatch(text -> text.contains("secret"));
        screen.type("\u0003");
        screen.untilLast("bob›");
        screen.type("\u0004");
        exit.get();
        assertThat(history.orElseThrow().read()).noneMatch(text -> text.contains("secret"));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(history.orElseThrow().path())))
                .isEqualTo("rw-------");
    }

    @Test
    void ctrlCAnswersNo() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(BOB, 1, "a word"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  a word  ✓");
        screen.type("/delete ^\r");
        screen.untilLast("permanently delete \"a word\" for everyone? [y]es [n]o");
        screen.type("\u0003");
        screen.untilLast("bob›");
        screen.type("on\r");
        assertThat(nextSent()).isEqualTo("on");
    }
}
