package p2pchat.console.export;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.console.render.MessageText;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkName;

/**
 * A log as one HTML file, without scripts or external files, in the light or dark scheme of the browser. Each message
 * has an anchor, such as {@code #n2-17} for message 17 of member 2. User texts are escaped, and a content security
 * policy forbids scripts and loading.
 */
final class HtmlTranscript implements TranscriptWriter {

    /** Number of colors for nicks, evenly spread over the color wheel. */
    private static final int COLORS = 11;

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
            h2{font-size:1rem;border-bottom:1px solid;opacity:.7;margin-top:2rem}
            p{margin:.25rem 0;padding-left:1.5rem;text-indent:-1.5rem;white-space:pre-wrap;overflow-wrap:anywhere}
            p:target{outline:2px solid}
            time{opacity:.6;text-decoration:none}
            a{color:inherit;text-decoration:none}
            .gone,.mark,footer{opacity:.6;font-style:italic}
            footer{margin-top:2rem;font-size:.85rem;overflow-wrap:anywhere}
            b{color:hsl(var(--h) 70% 32%)}
            @media(prefers-color-scheme:dark){b{color:hsl(var(--h) 70% 72%)}}""";

    private final NetworkName network;
    private final ZoneId zone;
    private final ExportFooter footer;
    private Optional<LocalDate> day = Optional.empty();

    HtmlTranscript(NetworkName network, ZoneId zone) {
        this.network = network;
        this.zone = zone;
        this.footer = new ExportFooter(zone);
    }

    @Override
    public List<String> begin() {
        String name = escaped(network.value());
        List<String> lines = new ArrayList<>(List.of(
                "<!DOCTYPE html>",
                "<html lang=\"en\"><head><meta charset=\"utf-8\">",
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
                "<title>" + name + "</title>",
                "<style>"));
        lines.addAll(STYLE.lines().toList());
        lines.add("</style></head><body>");
        lines.add("<h1>" + name + "</h1>");
        lines.add("<p>Time zone: " + escaped(zone.getId()) + "</p>");
        lines.add("<main>");
        return lines;
    }

    @Override
    public List<String> entry(HistoryEntry entry) {
        Instant time = Instant.ofEpochMilli(entry.message().sentAt());
        LocalDateTime sent = LocalDateTime.ofInstant(time, zone);
        List<String> lines = new ArrayList<>();
        if (!day.equals(Optional.of(sent.toLocalDate()))) {
            day = Optional.of(sent.toLocalDate());
            lines.add("<h2>" + MarkdownTranscript.DAY.format(sent) + "</h2>");
        }
        String anchor = anchor(entry.message().key());
        String nick = Sanitiser.nick(entry.nick().value());
        int hue = Math.floorMod(nick.hashCode(), COLORS) * 360 / COLORS;
        lines.add("<p id=\"" + anchor + "\"><a href=\"#" + anchor + "\"><time datetime=\"" + time + "\">"
                + MarkdownTranscript.TIME.format(sent) + "</time></a> <b style=\"--h:" + hue + "\">" + escaped(nick)
                + "</b>  " + escaped(MessageText.originalWithRemark(Said.stored(entry, false))) + "</p>");
        footer.add(entry);
        return lines.stream().flatMap(line -> Stream.of(line.split("\n", -1))).toList();
    }

    @Override
    public List<String> end() {
        return List.of("</main>", "<footer>" + escaped(footer.line()) + "</footer>", "</body></html>");
    }

    private static String anchor(MessageKey key) {
        return key.author() + "-" + key.seq();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
