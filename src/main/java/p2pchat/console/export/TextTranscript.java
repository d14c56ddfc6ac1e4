package p2pchat.console.export;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import p2pchat.console.render.MessageText;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkEvent.Said;

/** A log as text: {@code [2026-11-22 14:02] ann: text}. */
record TextTranscript(ZoneId zone) implements TranscriptWriter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    @Override
    public List<String> entry(HistoryEntry entry) {
        String time = TIME.format(Instant.ofEpochMilli(entry.message().sentAt()).atZone(zone));
        String text = MessageText.originalWithRemark(Said.stored(entry, false)).replace("\n", "\n    ");
        String line = "[" + time + "] " + Sanitiser.nick(entry.nick().value()) + ": " + text;
        return List.of(line.split("\n", -1));
    }
}
