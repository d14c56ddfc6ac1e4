package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandsTest {

    @Test
    void theReadmeListsTheCommandsAsTheTableHasThem() throws IOException {
        boolean listed = Files.readString(Path.of("README.md")).contains(Commands.markdown());
        assertThat(listed)
                .as("README.md has the output of: p2p-chat help --commands --markdown")
                .isTrue();
    }

    @Test
    void noWordNamesTwoCommands() {
        assertThat(new HashSet<>(Commands.words())).hasSameSizeAs(Commands.words());
        assertThat(Commands.words()).allMatch(word -> word.startsWith("/"));
    }

    @Test
    void everyExampleIsUnderstood() {
        for (Commands.Command command : Commands.ALL) {
            assertThat(command.examples()).as(command.name()).isNotEmpty();
            for (String example : command.examples()) {
                assertThat(typed(example)).as(example).isNotInstanceOf(Intent.Refuse.class);
            }
        }
    }

    @Test
    void theHelpShowsEveryCommandOnALineOfEightyColumns() {
        List<String> lines = CommandHelp.lines(Optional.empty());
        for (Commands.Command command : Commands.ALL) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("  " + command.name()))
                    .as(command.name())
                    .hasSize(1);
            assertThat(CommandHelp.lines(Optional.of(command)))
                    .anyMatch(line -> line.contains(command.examples().get(0)));
        }
        assertThat(lines).allMatch(line -> line.length() <= 80).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void helpOnACommandTakesItsNameWithOrWithoutItsSlash() {
        assertThat(typed("/help why")).isEqualTo(typed("/help /why"));
        assertThat(((Intent.Help) typed("/help /who")).topic().orElseThrow().name())
                .isEqualTo("/members");
        assertThat(refused("/help whyy").lines())
                .containsExactly("p2p-chat: unknown command '/whyy' for /help, nothing was sent", "  try:  /help why");
    }

    @Test
    void argumentsThatDoNotFitAreRefusedInThreeParts() {
        assertThat(refused("/quit now").lines())
                .containsExactly(
                        "p2p-chat: /quit was not understood, nothing was done",
                        "  why:  it takes no arguments",
                        "  try:  /quit",
                        "        //quit …     two slashes send it as text");
        assertThat(refused("/why not").tries()).extracting(way -> way.command()).contains("/why leader");
    }

    @Test
    void anAliasMeansTheSame() {
        assertThat(typed("/who")).isEqualTo(typed("/members"));
    }

    private static Intent typed(String line) {
        return Reading.typed().line(1, line).intent().orElseThrow();
    }

    private static Explanation refused(String line) {
        return ((Intent.Refuse) typed(line)).explanation();
    }
}
