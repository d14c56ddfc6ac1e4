package p2pchat.console.export;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import p2pchat.console.render.MessageText;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkName;

/** A log as Markdown: a heading for each day and a paragraph for each message, with the markup in texts escaped. */
final class MarkdownTranscript implements TranscriptWriter {

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH);

    private static final Pattern MARKUP = Pattern.compile("([\\\\`*_{}\\[\\]<>#+\\-=!|~&$:@])");
    private static final Pattern NUMBERED = Pattern.compile("^(\\s*\\d+)([.)])");

    private final NetworkName network;
    private final ZoneId zone;
    private final ExportFooter footer;
    private Optional<LocalDate> day = Optional.empty();

    MarkdownTranscript(NetworkName network, ZoneId zone) {
        this.network = network;
        this.zone = zone;
        this.footer = new ExportFooter(zone);
    }

    @Override
    public List<String> begin() {
        return List.of("# " + escaped(network.value()), "", "Time zone: " + escaped(zone.getId()), "");
    }

    @Override
    public List<String> entry(HistoryEntry entry) {
        LocalDateTime sent =
                LocalDateTime.ofInstant(Instant.ofEpochMilli(entry.message().sentAt()), zone);
        List<String> lines = new ArrayList<>();
        if (!day.equals(Optional.of(sent.toLocalDate()))) {
            day = Optional.of(sent.toLocalDate());
            lines.add("## " + DAY.format(sent));
            lines.add("");
        }
        String[] text =
                MessageText.originalWithRemark(Said.stored(entry, false)).split("\n", -1);
        String nick = Sanitiser.nick(entry.nick().value());
        for (int i = 0; i < text.length; i++) {
            String start = i == 0 ? TIME.format(sent) + " **" + escaped(nick) + "**: " : "";
            lines.add(start + escaped(text[i]) + (i < text.length - 1 ? "\\" : "")); // a backslash makes a line break
        }
        lines.add("");
        footer.add(entry);
        return lines;
    }

    @Override
    public List<String> end() {
        return List.of("---", "", footer.line());
    }

    private static String escaped(String text) {
        return NUMBERED.matcher(MARKUP.matcher(text).replaceAll("\\\\$1")).replaceFirst("$1\\\\$2");
    }
}
