package p2pchat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import p2pchat.cli.Cli;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.LogOptions;
import p2pchat.console.error.Explanations;
import p2pchat.console.export.TranscriptWriter;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.ProofListing;
import p2pchat.console.terminal.TerminalDetection;
import p2pchat.crypto.Device;
import p2pchat.crypto.Identity;
import p2pchat.model.HistoryQuery;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.proof.LogReport;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.KnownPeopleFile;
import p2pchat.storage.NodeHome;

/** Prints or exports messages from a log of this machine, even while its node runs. */
record HistoryProgram(DataRoot root, HistoryOptions options, ZoneId zone) {

    int run() {
        LogOptions log = options.log();
        Path store = root.findLog(log.group(), log.home(), log.nick());
        Identity identity = identity(store);
        try (HistoryReader reader = HistoryReader.open(store, identity.storageKey())) {
            if (options.verify()) {
                return verify(reader, identity.person().person());
            }
            options.filter().from().ifPresent(nick -> checkKnown(nick, reader));
            OutputFile.Document document = document(reader, store, identity);
            return options.export()
                    .flatMap(HistoryOptions.Export::file)
                    .map(file -> export(file, document))
                    .orElseGet(() -> print(document));
        }
    }

    private Identity identity(Path store) {
        return UserIdentity.find(root, options.identity(), options.log().home())
                .orElseThrow(() -> new ProblemException(new Problem.StoreLocked(
                        store,
                        UserIdentity.file(
                                root, options.identity(), options.log().home()))));
    }

    private int verify(HistoryReader reader, PersonKey self) {
        LogReport report = new StoredProof(reader).check();
        Map<PersonKey, Nick> verified = KnownPeopleFile.open(root.folder()).people();
        OutputFormat output = options.log().output();
        ProcessOutput.print(new ProofListing(report, false, Optional.of(self), verified).lines(output), output);
        return report.isWhole() ? Explanations.DONE : Explanations.LOCAL;
    }

    private OutputFile.Document document(HistoryReader reader, Path store, Identity identity) {
        boolean signed = options.export()
                .filter(export -> export.format() == ExportFormat.SIGNED)
                .isPresent();
        if (signed) {
            Device device = identity.device(NodeHome.of(store))
                    .orElseThrow(() -> new ProblemException(new Problem.StoreOfOtherDevice(store)));
            return output -> new StoredProof(reader).export(output, device);
        }
        boolean screen = options.export().isPresent()
                && options.export().get().file().isEmpty()
                && TerminalDetection.outputIsTerminal();
        TranscriptWriter transcript = screen ? transcript(reader).sanitised() : transcript(reader);
        return output -> output.write(reader, query(), transcript);
    }

    private int export(Path file, OutputFile.Document document) {
        OutputFile.export(file, options.export().orElseThrow().overwrite(), document);
        return Explanations.DONE;
    }

    private int print(OutputFile.Document document) {
        try (OutputFile output = OutputFile.standardOutput()) {
            long unused = document.write(output);
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
