package p2pchat.console.export;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Renderers;
import p2pchat.console.text.Sanitiser;
import p2pchat.console.text.TextWrap;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/**
 * Writes a stored log message by message, so that its length does not matter. Lines have no line ends. Each writer is
 * used once, by one thread.
 */
public interface TranscriptWriter {

    default List<String> begin() {
        return List.of();
    }

    List<String> entry(HistoryEntry entry);

    default List<String> end() {
        return List.of();
    }

    /** Returns a writer of the same lines, sanitised for a screen. */
    default TranscriptWriter sanitised() {
        TranscriptWriter original = this;
        return new TranscriptWriter() {
            @Override
            public List<String> begin() {
                return clean(original.begin());
            }

            @Override
            public List<String> entry(HistoryEntry entry) {
                return clean(original.entry(entry));
            }

            @Override
            public List<String> end() {
                return clean(original.end());
            }

            private static List<String> clean(List<String> lines) {
                return lines.stream().map(Sanitiser::text).toList();
            }
        };
    }

    /** Returns the writer for a file. {@code self} is the node whose log it is; {@code app}, program and version. */
    static TranscriptWriter of(
            ExportFormat format, NetworkName network, Optional<NodeId> self, String app, ZoneId zone) {
        return switch (format) {
            case TXT -> new TextTranscript(zone);
            case JSON -> new RenderedTranscript(network, self, JsonRenderer.create(app));
            case MD -> new MarkdownTranscript(network, zone);
            case HTML -> new HtmlTranscript(network, zone);
            case SIGNED -> throw new IllegalArgumentException("a signed transcript needs the signatures");
        };
    }

    /** Returns the writer for a screen or a pipe, in the form of a conversation. */
    static TranscriptWriter of(
            OutputFormat output, NetworkName network, Optional<NodeId> self, String app, ZoneId zone, LocalDate today) {
        Optional<NodeId> own = output == OutputFormat.JSON ? self : Optional.empty(); // people read nicks, not "you"
        return new RenderedTranscript(network, own, Renderers.of(output, app, zone, today));
    }

    /** Returns this writer with its lines wrapped to the width of a terminal; 0 if there is none. */
    default TranscriptWriter wrapped(int columns) {
        return entry -> TextWrap.wrap(entry(entry), columns, true);
    }
}
