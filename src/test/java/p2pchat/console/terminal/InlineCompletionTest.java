package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.NetworkEvent;

/** Completion with the Tab key, on a virtual screen. */
@Timeout(60)
class InlineCompletionTest extends InlineTerminalFixture {

    @Test
    void tabReplacesEmojiNames() throws Exception {
        open(80, 24);
        screen.type("well :tad\t");
        screen.untilLast("bob› well 🎉");
        screen.type(":rocke\t");
        screen.untilLast("bob› well 🎉 🚀");
        screen.type("@a\t:+1:\tdone, :nothing\t\r");
        assertThat(nextSent()).isEqualTo("well 🎉 🚀 @alice 👍 done, :nothing");
    }

    @Test
    void tabCompletesRoles() throws Exception {
        open(80, 24);
        screen.type("/role al\tad\t");
        screen.untilLast("bob› /role alice admin");
        screen.type("\u0015/policy in\t");
        screen.untilLast("bob› /policy invite");
        screen.type("\u0015/kick al\t--\t");
        screen.untilLast("bob› /kick alice --since");
    }

    @Test
    void spaceAfterCompletionIsNotSent() throws Exception {
        open(80, 24);
        screen.type(":tad\tat last");
        screen.untilLast("bob› 🎉 at last");
        screen.type("\r");
        assertThat(nextSent()).isEqualTo("🎉 at last");
        screen.type("hi @al\t\r");
        assertThat(nextSent()).isEqualTo("hi @alice");
        screen.type("\u001bOA");
        screen.untilLast("bob› hi @alice");
        screen.type("!\r");
        assertThat(nextSent()).isEqualTo("hi @alice!");
    }

    @Test
    void shiftTabGoesBackInMenu() throws Exception {
        open(80, 24);
        screen.type("/e\t");
        screen.untilShown("/edit     /export");
        screen.type("\t");
        screen.until(lines -> lines.contains("bob› /edit"));
        screen.type("\t");
        screen.until(lines -> lines.contains("bob› /export"));
        screen.type("\u001b[Z");
        screen.until(lines -> lines.contains("bob› /edit"));
        screen.type("\u001b\t"); // as some terminals send it; wraps to the last
        screen.until(lines -> lines.contains("bob› /export"));
        screen.type("\r\u0015");
        screen.type("nothing\u001b[Z to go back to\r");
        assertThat(nextSent()).isEqualTo("nothing to go back to");
    }

    @Test
    void tabCompletesFilesAndAuthors(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        Files.createFile(folder.resolve("logs").resolve("lunch.txt"));
        open(200, 24);
        screen.type("/export " + folder + "/lo\tlu\t");
        screen.untilLast("bob› /export " + folder + "/logs/lunch.txt");
        screen.type("\u0015/search from:al\t");
        screen.untilLast("bob› /search from:alice");
    }

    @Test
    void tabCompletesReferencesWithText() throws Exception {
        open(80, 24);
        session.handleEvent(OPS, said(ALICE, 1, "red"));
        session.handleEvent(OPS, said(ALICE, 2, "green\nand so on"));
        screen.untilShown("and so on");
        screen.type("/info ^\t");
        screen.untilShown("(alice: green and so on)");
        screen.untilShown("(alice: red)");
        screen.type("\u0015/info ^2\t");
        screen.untilLast("bob› /info ^2");
        NetworkEvent.Said blue = replayed(CAROL, 1, "blue");
        answers = CompletableFuture.completedFuture(new NodeAnswer.Listing(List.of(blue), List.of(), false));
        screen.type("\u0015/history\r");
        screen.untilShown("#1");
        screen.type("/info #\tx");
        screen.untilLast("bob› /info #1 x");
        screen.type("\u0015/why ^\t");
        screen.untilShown("(alice: green and so on)");
        screen.type("\u0015/nick ^\tx");
        screen.untilLast("bob› /nick ^x");
        screen.type("\u0015say #\tx");
        screen.untilLast("bob› say #x");
    }

    @Test
    void tabCompletesNetworks() throws Exception {
        open(80, 24);
        screen.type("/join lu");
        screen.untilLast("bob› /join lu");
        screen.until(lines -> {
            screen.type("\t"); // names are fetched while the user can type already
            return lines.contains("bob› /join lunch");
        });
    }

    @Test
    void tabCompletesCommandsAndNames() throws Exception {
        open(80, 24);
        screen.type("/mem\t");
        screen.untilLast("bob› /members");
        screen.type("\u0015al\t");
        screen.untilLast("bob› alice:");
        screen.type("ask @ca\t!\r");
        assertThat(nextSent()).startsWith("alice: ask @carol");
    }

    @Test
    void tabCompletesNicksInsideText() throws Exception { // newcomer 9
        open(80, 24);
        screen.type("hey al\t, meet CA\tand x\ty\r");
        assertThat(nextSent()).isEqualTo("hey alice , meet carol and xy");
    }

    @Test
    void tabCompletesFilesInHomeFolder() { // newcomer 9
        String home = System.getProperty("user.home") + "/";
        assertThat(PathCompletion.beginning("~/."))
                .isEqualTo(PathCompletion.beginning(home + ".").stream()
                        .map(path -> path.replace(home, "~/"))
                        .toList());
    }
}
