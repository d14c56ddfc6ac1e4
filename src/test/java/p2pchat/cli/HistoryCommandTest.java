package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.text.PointInTime;
import p2pchat.model.Nick;

final class HistoryCommandTest {

    private final List<HistoryOptions> called = new ArrayList<>();
    private final StringWriter err = new StringWriter();

    @Test
    void theScreenGetsTheNewestFiftyUnlessMoreIsAskedFor() {
        HistoryOptions usual = options();
        assertThat(usual.wanted().count()).isEqualTo(50);
        assertThat(usual.form()).isEqualTo(OutputFormat.PLAIN);
        assertThat(usual.file()).isEmpty();
        assertThat(options("-n", "5").wanted().count()).isEqualTo(5);
        assertThat(options("--since", "2h").wanted().count()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options("--out", "a.txt").wanted().count()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options("--since", "2h", "-n", "7").wanted().count()).isEqualTo(7);
        assertThat(options("--nick", "bob", "--data-dir", "/d"))
                .returns(new Nick("bob"), HistoryOptions::nick)
                .returns(Optional.of(Path.of("/d")), HistoryOptions::home);
    }

    @Test
    void everyFilterIsUnderstood() {
        HistoryOptions.Wanted wanted = options(
                        "--since", "2h", "--until", "2999-11-22", "--from", "bob", "--grep", "roll.?back")
                .wanted();
        assertThat(wanted.since()).contains(new PointInTime.Ago(Duration.ofHours(2)));
        assertThat(wanted.until()).contains(new PointInTime.Day(LocalDate.of(2999, 11, 22)));
        assertThat(wanted.from()).contains(new Nick("bob"));
        assertThat(wanted.grep())
                .hasValueSatisfying(
                        grep -> assertThat(grep.foundIn("a Roll-Back")).isTrue());
    }

    @Test
    void theNameOfAFileSaysItsForm() {
        assertThat(options("--out", "a.HTML").file())
                .contains(new HistoryOptions.Destination(ExportFormat.HTML, Optional.of(Path.of("a.HTML")), false));
        assertThat(options("--out", "a", "--force").file())
                .contains(new HistoryOptions.Destination(ExportFormat.TXT, Optional.of(Path.of("a")), true));
        assertThat(options("--out", "a.md", "--format", "json").file())
                .contains(new HistoryOptions.Destination(ExportFormat.JSON, Optional.of(Path.of("a.md")), false));
        assertThat(options("--out", "-", "--format", "md").file())
                .contains(new HistoryOptions.Destination(ExportFormat.MD, Optional.empty(), false));
        assertThat(options("--format", "txt").file())
                .contains(new HistoryOptions.Destination(ExportFormat.TXT, Optional.empty(), false));
    }

    @Test
    void whatCannotBeMeantIsToldWithTheReason() {
        assertThat(mistake("-n", "0")).contains("why:  it is between 1 and");
        assertThat(mistake("--since", "soon")).contains("--since cannot be 'soon'", "why:  a time is written 90s");
        assertThat(mistake("--grep", "("))
                .contains("--grep cannot be '('", "why:  invalid regular expression: missing closing )");
        assertThat(mistake("--from", "a b")).contains("why:  a nick has");
        assertThat(mistake("--format", "pdf")).contains("why:  it is one of txt, json, md, html");
        assertThat(mistake("--force")).contains("--force is of no use here");
        assertThat(mistake("--since", "2026-11-22", "--until", "2026-11-21")).contains("--since is not before");
        assertThat(called).isEmpty();
    }

    private HistoryOptions options(String... arguments) {
        assertThat(run(arguments)).as("%s", err).isZero();
        return called.get(called.size() - 1);
    }

    private String mistake(String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(2);
        return err.toString();
    }

    private int run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("history", "-g", "a"));
        line.addAll(List.of(arguments));
        CommandHandlers programs = new RecordedPrograms(options -> {
            called.add((HistoryOptions) options);
            return 0;
        });
        return new Cli(
                        programs,
                        new Environment(Map.of(), "/nobody"),
                        false,
                        Path.of("log"),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        () -> false)
                .run(line.toArray(String[]::new));
    }
}
