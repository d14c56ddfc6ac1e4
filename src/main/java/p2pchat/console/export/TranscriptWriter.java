package p2pchat.console.export;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import p2pchat.console.input.ExportFormat;
import p2pchat.console.render.JsonRenderer;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Renderer;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkName;

/**
 * Writes a stored log down, one message after the other, so that its length does not matter. Lines come without their
 * ends. Each transcript is written once, from begin to end, by one thread.
 */
public interface TranscriptWriter {

    List<String> begin();

    List<String> entry(HistoryEntry entry);

    List<String> end();

    /** For a file. {@code app} is name and version of the program. */
    static TranscriptWriter of(ExportFormat format, NetworkName network, String app, ZoneId zone) {
        return switch (format) {
            case TXT -> new RenderedTranscript(network, TextTranscriptRenderer.create(zone));
            case JSON -> new RenderedTranscript(network, JsonRenderer.create(app));
            case MD -> new MarkdownTranscript(network, zone);
            case HTML -> new HtmlTranscript(network, zone);
        };
    }

    /** For a screen or a pipe, as the conversation itself would write it. */
    static TranscriptWriter of(OutputFormat output, NetworkName network, String app, ZoneId zone, LocalDate today) {
        return new RenderedTranscript(network, Renderer.of(output, app, zone, today));
    }
}
