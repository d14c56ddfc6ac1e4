package p2pchat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import p2pchat.cli.Cli;
import p2pchat.cli.HistoryOptions;
import p2pchat.console.error.Explanations;
import p2pchat.console.export.TranscriptWriter;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;
import p2pchat.storage.HistoryReader;

/** Writes what a log of this machine holds, whether its node runs or not, one message after the other. */
final class HistoryProgram {

    private final DataRoot root;
    private final HistoryOptions options;
    private final ZoneId zone = ZoneId.systemDefault();

    HistoryProgram(DataRoot root, HistoryOptions options) {
        this.root = root;
        this.options = options;
    }

    int run() {
        Path store = root.log(options.group(), options.home(), options.nick());
        try (HistoryReader reader = HistoryReader.open(store)) {
            options.wanted().from().ifPresent(nick -> known(nick, reader));
            return options.file()
                    .flatMap(HistoryOptions.Destination::file)
                    .map(file -> keep(reader, file))
                    .orElseGet(() -> print(reader));
        }
    }

    private int keep(HistoryReader reader, Path file) {
        boolean force = options.file().orElseThrow().force();
        try (OutputFile sheet = OutputFile.file(file, force)) {
            write(reader, sheet);
            return Explanations.DONE;
        } catch (UncheckedIOException | IOException e) {
            throw new ProblemException(new Problem.FileUnwritable(file, String.valueOf(e.getMessage())));
        }
    }

    private int print(HistoryReader reader) {
        try (OutputFile sheet = OutputFile.standardOutput()) {
            write(reader, sheet);
            return Explanations.DONE;
        } catch (UncheckedIOException | IOException readerGone) {
            return Explanations.READER_GONE;
        }
    }

    private void write(HistoryReader reader, OutputFile sheet) throws IOException {
        TranscriptWriter transcript = transcript();
        sheet.write(transcript.begin());
        reader.read(query(), entry -> write(sheet, transcript, entry));
        sheet.write(transcript.end());
        sheet.finish();
    }

    private static void write(OutputFile sheet, TranscriptWriter transcript, HistoryEntry entry) {
        try {
            sheet.write(transcript.entry(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HistoryQuery query() {
        Instant now = Instant.now();
        HistoryOptions.Wanted wanted = options.wanted();
        HistoryQuery all = HistoryQuery.newest(wanted.count());
        HistoryQuery since =
                wanted.since().map(time -> all.sentSince(time.begin(now, zone))).orElse(all);
        HistoryQuery until = wanted.until()
                .map(time -> since.sentBefore(time.end(now, zone)))
                .orElse(since);
        HistoryQuery from = wanted.from().map(until::saidBy).orElse(until);
        return wanted.grep().map(from::matching).orElse(from);
    }

    private TranscriptWriter transcript() {
        return options.file()
                .map(file -> TranscriptWriter.of(file.format(), options.group(), Cli.APP, zone))
                .orElseGet(
                        () -> TranscriptWriter.of(options.form(), options.group(), Cli.APP, zone, LocalDate.now(zone)));
    }

    /** A slip in a nick must not look like silence. */
    private void known(Nick nick, HistoryReader reader) {
        if (reader.nicks().values().stream().noneMatch(known -> known.readsLike(nick))) {
            throw new ProblemException(new Problem.NobodyCalled(options.group(), nick));
        }
    }
}
