package p2pchat.console.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.error.Explanation;

class SlashCommandsTest {

    @Test
    void referenceListsAllCommands() throws IOException {
        boolean listed = Files.readString(Path.of("docs", "reference.md")).contains(SlashCommands.markdown());
        assertThat(listed)
                .as("reference.md has the output of: p2p-chat help --commands --markdown")
                .isTrue();
    }

    @Test
    void namesAreUnique() {
        assertThat(new HashSet<>(SlashCommands.names())).hasSameSizeAs(SlashCommands.names());
        assertThat(SlashCommands.names()).allMatch(word -> word.startsWith("/"));
    }

    @Test
    void everyExampleIsValid() {
        for (SlashCommands.Command command : SlashCommands.ALL) {
            assertThat(command.examples()).as(command.name()).isNotEmpty();
            for (String example : command.examples()) {
                assertThat(typed(example)).as(example).isNotInstanceOf(Intent.Invalid.class);
            }
        }
    }

    @Test
    void helpFitsEightyColumns() {
        List<String> lines = CommandHelp.lines(Optional.empty());
        for (SlashCommands.Command command : SlashCommands.ALL) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("  " + command.name() + " "))
                    .as(command.name())
                    .hasSize(1);
            assertThat(CommandHelp.lines(Optional.of(command)))
                    .anyMatch(line -> line.contains(command.examples().get(0)));
        }
        assertThat(lines).allMatch(line -> line.length() <= 80).hasSizeLessThanOrEqualTo(48);
    }

    @Test
    void helpTopicMayOmitSlash() {
        assertThat(typed("/help why")).isEqualTo(typed("/help /why"));
        assertThat(((Intent.Help) typed("/help /who")).topic().orElseThrow().name())
                .isEqualTo("/members");
        assertThat(refused("/help whyy").lines("!"))
                .containsExactly("! unknown command /whyy; did you mean /why?", "  try:  /help     list all commands");
    }

    @Test
    void invalidArgumentsAreExplained() {
        assertThat(refused("/quit now").lines("!"))
                .containsExactly(
                        "! /quit takes no arguments",
                        "  try:  /quit",
                        "        //quit ...     send it as text, with two slashes");
        assertThat(typed("/why 9a0e"))
                .isEqualTo(new Intent.AboutMessage(Optional.empty(), "9a0e", Intent.AboutMessage.Aspect.DELIVERY));
    }

    @Test
    void searchAcceptsAuthorAndTime() {
        NodeQuery.Search search =
                (NodeQuery.Search) ((Intent.Query) typed("/search from:bob since:2d roll (back")).query();
        assertThat(search.from().orElseThrow().value()).isEqualTo("bob");
        assertThat(search.since()).isPresent();
        assertThat(search.text().orElseThrow().foundIn("ROLL (back now")).isTrue();
        assertThat(refused("/search re:(").what()).isEqualTo("/search: invalid regular expression: missing closing )");
        assertThat(refused("/search since:never x").what()).contains("expected a time");
        assertThat(refused("/search").what()).isEqualTo("/search: nothing to search for");
    }

    @Test
    void exportFormatIsGivenOrFromFileName() {
        assertThat(export("/export a.html").format()).isEqualTo(ExportFormat.HTML);
        assertThat(export("/export my log.out md"))
                .isEqualTo(new NodeQuery.Export(Path.of("my log.out"), ExportFormat.MD));
        assertThat(export("/export notes").format()).isEqualTo(ExportFormat.TXT);
        assertThat(refused("/export x.pdf").what()).startsWith("/export: unknown format; expected txt");
        assertThat(refused("/export /tmp/x pdf").what()).startsWith("/export: unknown format; expected txt");
        assertThat(export("/export ~/a.md").file())
                .as("newcomer 9")
                .isEqualTo(Path.of(System.getProperty("user.home"), "a.md"));
        assertThat(refused("/export").what()).isEqualTo("/export: expected a file name");
        assertThat(refused("/history all").what()).isEqualTo("/history: expected a number from 1 to 1000");
    }

    @Test
    void aliasMeansTheSame() {
        assertThat(typed("/who")).isEqualTo(typed("/members"));
    }

    private static NodeQuery.Export export(String line) {
        return (NodeQuery.Export) ((Intent.Query) typed(line)).query();
    }

    private static Intent typed(String line) {
        return InputParser.interactive().parse(1, line).intent().orElseThrow();
    }

    private static Explanation refused(String line) {
        return ((Intent.Invalid) typed(line)).explanation();
    }
}
