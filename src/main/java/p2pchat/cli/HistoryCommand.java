package p2pchat.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.text.PointInTime;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows or exports this machine's log (M9). */
@Command(
        name = "history",
        description = {"Show, search or export this machine's log of a network.", ""},
        customSynopsis = "p2p-chat history --group NAME [OPTION]...",
        footer = {
            "",
            "Examples:",
            "  p2p-chat history -g lunch --since 2h --from ann",
            "  p2p-chat history -g lunch --out lunch.html",
            "  p2p-chat history -g lunch --out lunch.signed   p2p-chat verify proves it"
        })
final class HistoryCommand extends BaseCommand {

    private static final int DEFAULT_COUNT = 50;

    @Option(
            names = "-n",
            order = 2,
            paramLabel = "N",
            description = "Only the newest N (50; all with --since or --out).")
    private @Nullable Integer count;

    @Option(
            names = "--since",
            order = 3,
            paramLabel = "TIME",
            description = "Sent since TIME: 2h (ago), 2026-11-22[T14:02].")
    private @Nullable PointInTime since;

    @Option(
            names = "--until",
            order = 4,
            paramLabel = "TIME",
            description = "Sent before TIME, or until the end of a day.")
    private @Nullable PointInTime until;

    @Option(names = "--from", order = 5, paramLabel = "NICK", description = "Sent by NICK.")
    private @Nullable Nick from;

    @Option(names = "--grep", order = 5, paramLabel = "RE", description = "The text matches RE, ignoring case.")
    private @Nullable SearchPattern grep;

    @Option(
            names = "--format",
            order = 7,
            paramLabel = "FORMAT",
            description = "Export as txt, json, md, html or signed.")
    private @Nullable ExportFormat format;

    @Option(names = "--verify", order = 8, description = "Check every signature in the log instead.")
    private boolean verify;

    @Option(names = "--out", order = 8, paramLabel = "FILE", description = "Export to FILE; - is standard output.")
    private @Nullable String out;

    @Option(names = "--force", order = 9, description = "Overwrite FILE.")
    private boolean force;

    @Mixin
    private final LogMixin log;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    private final CommandHandlers handlers;

    HistoryCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.log = new LogMixin(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network = log.group.required(this, "p2p-chat history --group lunch", "show the log of lunch");
        if (force && out == null) {
            throw error("--force needs --out", "it allows --out to overwrite a file");
        }
        checkWhole();
        if (since != null && until != null && isEmptyRange(since, until)) {
            throw error("--since must be earlier than --until", "no message can match");
        }
        return handlers.history(
                new HistoryOptions(log.options(network), identity.options(), verify, filter(), export()));
    }

    private void checkWhole() {
        boolean part = count != null || since != null || until != null || from != null || grep != null;
        boolean exported = out != null || format != null;
        if (verify && (part || exported)) {
            throw error("--verify checks the whole log", "leave out the options that select or export messages");
        }
        if (exported && part && format() == ExportFormat.SIGNED) {
            throw error("a signed export is the whole log", "leave out the options that select messages");
        }
    }

    private static boolean isEmptyRange(PointInTime since, PointInTime until) {
        Instant now = Instant.now();
        ZoneId zone = ZoneId.systemDefault();
        return since.begin(now, zone) >= until.end(now, zone);
    }

    private HistoryOptions.Filter filter() {
        if (count != null && count < 1) {
            throw error("invalid value for -n: " + count, "expected a number of at least 1");
        }
        boolean all = since != null || out != null;
        int defaultCount = all ? Integer.MAX_VALUE : DEFAULT_COUNT;
        return new HistoryOptions.Filter(
                Optional.ofNullable(since),
                Optional.ofNullable(until),
                Optional.ofNullable(from),
                Optional.ofNullable(grep),
                count == null ? defaultCount : count);
    }

    private Optional<HistoryOptions.Export> export() {
        if (format == null && out == null) {
            return Optional.empty();
        }
        Optional<Path> file =
                Optional.ofNullable(out).filter(name -> !name.equals("-")).map(Path::of);
        return Optional.of(new HistoryOptions.Export(format(), file, force));
    }

    private ExportFormat format() {
        String file = String.valueOf(out);
        return format != null
                ? format
                : ExportFormat.ofFile(file)
                        .orElseThrow(
                                () -> error("unknown format of " + file, "add --format txt, json, md, html or signed"));
    }

    @Override
    String invocation() {
        return log.group.appendedTo("p2p-chat history");
    }
}
