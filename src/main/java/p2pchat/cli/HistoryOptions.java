package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.text.PointInTime;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/**
 * Which messages of a log to show, or to export.
 *
 * @param identity the key that the log is encrypted for
 * @param verify whether to check the whole log instead
 */
public record HistoryOptions(
        LogOptions log, IdentityOptions identity, boolean verify, Filter filter, Optional<Export> export) {

    /** The messages to show: at most {@code count} of the newest. */
    public record Filter(
            Optional<PointInTime> since,
            Optional<PointInTime> until,
            Optional<Nick> from,
            Optional<SearchPattern> grep,
            int count) {}

    /**
     * A document to write.
     *
     * @param file empty for standard output
     * @param overwrite whether to replace an existing file
     */
    public record Export(ExportFormat format, Optional<Path> file, boolean overwrite) {}
}
