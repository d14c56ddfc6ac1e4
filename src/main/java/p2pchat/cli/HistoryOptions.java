package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.text.PointInTime;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/**
 * Which messages of this machine's log to write, and how.
 *
 * @param home empty for the usual one of the nick
 * @param form of a screen or pipe, where no format is asked for
 */
public record HistoryOptions(
        NetworkName group,
        Nick nick,
        Optional<Path> home,
        Wanted wanted,
        OutputFormat form,
        Optional<Destination> file) {

    /**
     * Which messages.
     *
     * @param count the newest so many
     */
    public record Wanted(
            Optional<PointInTime> since,
            Optional<PointInTime> until,
            Optional<Nick> from,
            Optional<SearchPattern> grep,
            int count) {}

    /**
     * A form to keep, and where.
     *
     * @param file empty for the standard output
     * @param force whether to write over what is there
     */
    public record Destination(ExportFormat format, Optional<Path> file, boolean force) {}
}
