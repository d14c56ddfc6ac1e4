package p2pchat.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.text.PointInTime;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what this machine's log holds (M9). */
@Command(
        name = "history",
        description = {"Writes what this machine's log of a network holds; asks nobody.", ""},
        customSynopsis = "p2p-chat history --group NAME [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat history -g lunch --since 2h --from ann",
            "  p2p-chat history -g lunch --out lunch.html",
            "  p2p-chat history -g ops -o json | jq -r .text"
        })
final class HistoryCommand extends CommandOptions implements Callable<Integer> {

    static final int USUAL_COUNT = 50;

    @Option(names = "-n", order = 2, paramLabel = "COUNT", description = "The newest (50; all with --since or --out).")
    private @Nullable Integer count;

    @Option(names = "--since", order = 3, paramLabel = "TIME", description = "From 2h ago, or 2026-11-22[T14:02].")
    private @Nullable PointInTime since;

    @Option(names = "--until", order = 4, paramLabel = "TIME", description = "Up to then; a day is meant whole.")
    private @Nullable PointInTime until;

    @Option(names = "--from", order = 5, paramLabel = "NICK", description = "Said by whoever is called so.")
    private @Nullable Nick from;

    @Option(names = "--grep", order = 5, paramLabel = "RE", description = "With this in the text, in any case.")
    private @Nullable SearchPattern grep;

    @Option(names = "--format", order = 7, paramLabel = "FORMAT", description = "txt, json, md or html: to be kept.")
    private @Nullable ExportFormat format;

    @Option(names = "--out", order = 8, paramLabel = "FILE", description = "Write there; - is the standard output.")
    private @Nullable String out;

    @Option(names = "--force", order = 9, description = "Write over FILE.")
    private boolean force;

    @Option(names = "--nick", order = 10, paramLabel = "NICK", description = "Whose log (your login name's).")
    private @Nullable Nick nick;

    @Mixin
    private final GroupOption group = new GroupOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final OutputOption output;

    private final CommandHandlers programs;

    HistoryCommand(CommandHandlers programs, boolean interactive) {
        this.programs = programs;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network = group.required(this, "p2p-chat history --group lunch", "read the log of lunch");
        if (force && out == null) {
            throw mistake("--force is of no use here", "it writes over the file that --out names, and there is none");
        }
        if (since != null && until != null && isBackwards(since, until)) {
            throw mistake("--since is not before --until", "between the two there is no time in which to say a thing");
        }
        return programs.history(
                new HistoryOptions(network, NickOption.or(nick), home.home(), wanted(), output.form(), destination()));
    }

    private static boolean isBackwards(PointInTime since, PointInTime until) {
        Instant now = Instant.now();
        ZoneId zone = ZoneId.systemDefault();
        return since.begin(now, zone) >= until.end(now, zone);
    }

    private HistoryOptions.Wanted wanted() {
        boolean all = since != null || out != null;
        int usual = all ? Integer.MAX_VALUE : USUAL_COUNT;
        return new HistoryOptions.Wanted(
                Optional.ofNullable(since),
                Optional.ofNullable(until),
                Optional.ofNullable(from),
                Optional.ofNullable(grep),
                count == null ? usual : within("-n", count, 1, Integer.MAX_VALUE));
    }

    private Optional<HistoryOptions.Destination> destination() {
        if (format == null && out == null) {
            return Optional.empty();
        }
        Optional<Path> file =
                Optional.ofNullable(out).filter(name -> !name.equals("-")).map(Path::of);
        ExportFormat form =
                format != null ? format : file.flatMap(HistoryCommand::byName).orElse(ExportFormat.TXT);
        return Optional.of(new HistoryOptions.Destination(form, file, force));
    }

    /** {@code lunch.html} says well enough what it is to hold. */
    private static Optional<ExportFormat> byName(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (ExportFormat candidate : ExportFormat.values()) {
            if (name.endsWith("." + candidate.name().toLowerCase(Locale.ROOT))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    @Override
    public String invocation() {
        return group.in("p2p-chat history");
    }
}
