package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.said;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** The input history, on a virtual screen and in its file. */
@Timeout(60)
class InputHistoryTest extends InlineTerminalFixture {

    @Test
    void eachNetworkHasItsOwnHistory(@TempDir Path folder) throws Exception {
        NetworkName lunch = new NetworkName("lunch");
        histories = network -> InputFile.open(folder.resolve("p2p-chat"), network, new FakeCipher("bob"));
        open(80, 24);
        screen.type("ops secret\r");
        assertThat(nextSent()).isEqualTo("ops secret");
        session.handleEvent(OPS, said(BOB, 1, "ops secret"));
        session.handleEvent(OPS, delivered(1));
        screen.untilShown("you  ops secret  ✓");
        screen.type("/join lunch\r");
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(OPS);
        assertThat(entries.poll(15, TimeUnit.SECONDS)).isEqualTo(lunch);
        session.handleEvent(lunch, entered());
        screen.untilShown(" lunch · leader");
        screen.type("\u001bOA");
        screen.type("soup\r");
        assertThat(nextSent()).as("no history yet").isEqualTo("soup");
        NetworkEvent.Amended gone = deleted(BOB, 4, message(BOB, 1, "ops secret"));
        session.handleEvent(OPS, gone);
        session.handleEvent(OPS, delivered(4));
        screen.type("/join ops\r");
        screen.untilShown(" ops · leader");
        screen.type("\u001bOA");
        screen.untilLast("bob› /join lunch");
        assertThat(histories.apply(OPS).orElseThrow().read()).containsExactly("/join lunch");
        assertThat(histories.apply(lunch).orElseThrow().read()).containsExactly("soup", "/join ops");
    }

    /** Attack 46: an invitation that is typed or pasted into the input is in no file. */
    @Test
    void invitationIsNotRemembered(@TempDir Path folder) throws Exception {
        history = InputFile.open(folder.resolve("p2p-chat"), OPS, new FakeCipher("bob"));
        open(80, 24);
        screen.type("p2p-chat://10.0.0.5:4700/lunch#AQEB\r");
        assertThat(nextSent()).startsWith("p2p-chat://");
        screen.type("soup\r");
        assertThat(nextSent()).isEqualTo("soup");
        assertThat(history.orElseThrow().read()).containsExactly("soup");
    }

    @Test
    void historyIsStoredPrivately(@TempDir Path folder) throws Exception {
        history = InputFile.open(folder.resolve("p2p-chat"), OPS, new FakeCipher("bob"));
        open(80, 24);
        screen.type("remember me\r");
        assertThat(nextSent()).isEqualTo("remember me");
        screen.type("\u0004");
        exit.get();
        open(80, 24);
        screen.type("\u001bOA");
        screen.untilLast("bob› remember me");
        Path file = history.orElseThrow().path();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().doesNotContain("remember");
    }

    @Test
    void personsSeeOnlyTheirOwnTexts(@TempDir Path folder) throws Exception {
        InputFile bobs = InputFile.open(folder, OPS, new FakeCipher("bob")).orElseThrow();
        InputFile anns = InputFile.open(folder, OPS, new FakeCipher("ann")).orElseThrow();
        bobs.append("soup");
        anns.append("soup");
        bobs.append("two\nlines");
        assertThat(bobs.read()).containsExactly("soup", "two\nlines");
        bobs.removeIf(text -> true);
        assertThat(bobs.read()).isEmpty();
        assertThat(anns.read()).containsExactly("soup");
    }

    @Test
    void fileKeepsTheNewestTexts(@TempDir Path folder) throws Exception {
        InputFile file = InputFile.open(folder, OPS, new FakeCipher("bob")).orElseThrow();
        for (int i = 1; i <= 1_501; i++) {
            file.append("text " + i);
        }
        assertThat(file.read())
                .hasSize(InputFile.MAX_TEXTS)
                .startsWith("text 502")
                .endsWith("text 1501");
        assertThat(Files.readAllLines(file.path())).hasSize(InputFile.MAX_TEXTS);
    }

    @Test
    void unwritableStateDirectoryIsIgnored() throws IOException {
        Path file = Files.createTempFile("no", "folder");
        assertThat(InputFile.open(file.resolve("p2p-chat"), OPS, new FakeCipher("bob")))
                .isEmpty();
        Files.delete(file);
    }
}
