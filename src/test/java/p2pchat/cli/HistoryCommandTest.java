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
    void showsNewestFiftyByDefault() {
        HistoryOptions usual = options();
        assertThat(usual.filter().count()).isEqualTo(50);
        assertThat(usual.log().output()).isEqualTo(OutputFormat.PLAIN);
        assertThat(usual.export()).isEmpty();
        assertThat(options("-n", "5").filter().count()).isEqualTo(5);
        assertThat(options("--since", "2h").filter().count()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options("--out", "a.txt").filter().count()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options("--since", "2h", "-n", "7").filter().count()).isEqualTo(7);
        assertThat(options("--nick", "bob", "--data-dir", "/d").log())
                .returns(new Nick("bob"), LogOptions::nick)
                .returns(Optional.of(Path.of("/d")), LogOptions::home);
    }

    @Test
    void parsesAllFilters() {
        HistoryOptions.Filter filter = options(
                        "--since", "2h", "--until", "2999-11-22", "--from", "bob", "--grep", "roll.?back")
                .filter();
        assertThat(filter.since()).contains(new PointInTime.Ago(Duration.ofHours(2)));
        assertThat(filter.until()).contains(new PointInTime.Day(LocalDate.of(2999, 11, 22)));
        assertThat(filter.from()).contains(new Nick("bob"));
        assertThat(filter.grep())
                .hasValueSatisfying(
                        grep -> assertThat(grep.foundIn("a Roll-Back")).isTrue());
    }

    @Test
    void fileNameSelectsFormat() {
        assertThat(options("--out", "a.HTML").export())
                .contains(new HistoryOptions.Export(ExportFormat.HTML, Optional.of(Path.of("a.HTML")), false));
        assertThat(options("--out", "a", "--force").export())
                .contains(new HistoryOptions.Export(ExportFormat.TXT, Optional.of(Path.of("a")), true));
        assertThat(options("--out", "a.md", "--format", "json").export())
                .contains(new HistoryOptions.Export(ExportFormat.JSON, Optional.of(Path.of("a.md")), false));
        assertThat(options("--out", "-", "--format", "md").export())
                .contains(new HistoryOptions.Export(ExportFormat.MD, Optional.empty(), false));
        assertThat(options("--format", "txt").export())
                .contains(new HistoryOptions.Export(ExportFormat.TXT, Optional.empty(), false));
    }

    @Test
    void signedExportIsWholeLog() {
        HistoryOptions.Export signed =
                new HistoryOptions.Export(ExportFormat.SIGNED, Optional.of(Path.of("a.signed")), false);
        assertThat(options("--out", "a.signed").export()).contains(signed);
        assertThat(options("--format", "signed").export())
                .contains(new HistoryOptions.Export(ExportFormat.SIGNED, Optional.empty(), false));
        assertThat(error("--format", "signed", "--from", "ann")).contains("a signed export is the whole log");
        assertThat(error("--out", "a.signed", "-n", "3")).contains("a signed export is the whole log");
    }

    @Test
    void verificationIsOfWholeLog() {
        assertThat(options("--verify").verify()).isTrue();
        assertThat(options().verify()).isFalse();
        assertThat(error("--verify", "--since", "2h")).contains("--verify checks the whole log");
        assertThat(error("--verify", "--out", "a.md")).contains("--verify checks the whole log");
    }

    @Test
    void explainsInvalidOptions() {
        assertThat(error("-n", "0")).contains("invalid value for -n: 0", "why:  expected a number of at least 1");
        assertThat(error("--since", "soon")).contains("invalid value for --since: 'soon'", "why:  ");
        assertThat(error("--grep", "(")).contains("invalid value for --grep: '('", "why:  invalid regular expression");
        assertThat(error("--from", "a b")).contains("why:  a nick has");
        assertThat(error("--format", "pdf")).contains("why:  expected txt, json, md, html or signed");
        assertThat(error("--out", "a.pdf")).contains("unknown format of a.pdf"); // newcomer 9
        assertThat(error("--force")).contains("--force needs --out");
        assertThat(error("--since", "2026-11-22", "--until", "2026-11-21"))
                .contains("--since must be earlier than --until");
        assertThat(called).isEmpty();
    }

    private HistoryOptions options(String... arguments) {
        assertThat(run(arguments)).as("%s", err).isZero();
        return called.get(called.size() - 1);
    }

    private String error(String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(2);
        return err.toString();
    }

    private int run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("history", "-g", "a"));
        line.addAll(List.of(arguments));
        CommandHandlers programs = new FakeHandlers(options -> {
            called.add((HistoryOptions) options);
            return 0;
        });
        return new Cli(
                        programs,
                        new Environment(Map.of(), "/home/user"),
                        false,
                        Path.of("log"),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        () -> false)
                .run(line.toArray(String[]::new));
    }
}
