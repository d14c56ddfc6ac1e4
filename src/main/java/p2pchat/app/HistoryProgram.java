package p2pchat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import p2pchat.cli.Cli;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.LogOptions;
import p2pchat.console.error.Explanations;
import p2pchat.console.export.TranscriptWriter;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.terminal.TerminalDetection;
import p2pchat.crypto.StorageKey;
import p2pchat.model.HistoryQuery;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;
import p2pchat.storage.HistoryReader;

/** Prints or exports messages from a log of this machine, even while its node runs. */
record HistoryProgram(DataRoot root, HistoryOptions options, ZoneId zone) {

    int run() {
        LogOptions log = options.log();
        Path store = root.findLog(log.group(), log.home(), log.nick());
        try (HistoryReader reader = HistoryReader.open(store, key(store))) {
            options.filter().from().ifPresent(nick -> checkKnown(nick, reader));
            return options.export()
                    .flatMap(HistoryOptions.Export::file)
                    .map(file -> export(file, reader))
                    .orElseGet(() -> print(reader));
        }
    }

    private StorageKey key(Path store) {
        return UserIdentity.find(root, options.identity(), options.log().home())
                .orElseThrow(() -> new ProblemException(new Problem.StoreLocked(
                        store,
                        UserIdentity.file(root, options.identity(), options.log().home()))))
                .storageKey();
    }

    private int export(Path file, HistoryReader reader) {
        boolean overwrite = options.export().orElseThrow().overwrite();
        OutputFile.export(file, overwrite, reader, query(), transcript(reader));
        return Explanations.DONE;
    }

    private int print(HistoryReader reader) {
        try (OutputFile output = OutputFile.standardOutput()) {
            boolean screen = options.export().isPresent() && TerminalDetection.outputIsTerminal();
            output.write(reader, query(), screen ? transcript(reader).sanitised() : transcript(reader));
            return Explanations.DONE;
        } catch (UncheckedIOException | IOException readerGone) {
            return Explanations.READER_GONE;
        }
    }

    private HistoryQuery query() {
        Instant now = Instant.now();
        HistoryOptions.Filter filter = options.filter();
        return new HistoryQuery(
                filter.since().map(time -> time.begin(now, zone)),
                filter.until().map(time -> time.end(now, zone)),
                filter.from(),
                filter.grep(),
                filter.count());
    }

    private TranscriptWriter transcript(HistoryReader reader) {
        return options.export()
                .map(export -> TranscriptWriter.of(export.format(), group(), reader.self(), Cli.APP, zone))
                .orElseGet(() -> conversation(reader));
    }

    private TranscriptWriter conversation(HistoryReader reader) {
        OutputFormat output = options.log().output();
        TranscriptWriter writer =
                TranscriptWriter.of(output, group(), reader.self(), Cli.APP, zone, LocalDate.now(zone));
        return output == OutputFormat.HUMAN ? writer.wrapped(TerminalDetection.outputColumns()) : writer;
    }

    private NetworkName group() {
        return options.log().group();
    }

    /** Reports a misspelled nick, which would otherwise look like a member without messages. */
    private void checkKnown(Nick nick, HistoryReader reader) {
        if (reader.nicks().values().stream().noneMatch(known -> known.isConfusableWith(nick))) {
            throw new ProblemException(new Problem.NickUnknown(group(), nick));
        }
    }
}
