package p2pchat.console.export;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.EventText;
import p2pchat.console.render.MemberNames;
import p2pchat.console.render.Renderer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** The text form of a stored log: {@code [2026-11-22 14:02] ann: text}. What is no message is no part of it. */
public record TextTranscriptRenderer(ZoneId zone, MemberNames names) implements Renderer {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    public static TextTranscriptRenderer create(ZoneId zone) {
        return new TextTranscriptRenderer(zone, MemberNames.NONE);
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        MemberNames now = names.after(event);
        TextTranscriptRenderer next = new TextTranscriptRenderer(zone, now);
        if (event instanceof NetworkEvent.Said said) {
            String time =
                    TIME.format(Instant.ofEpochMilli(said.message().sentAt()).atZone(zone));
            String text = EventText.text(said).replace("\n", "\n    ");
            String line = "[" + time + "] " + now.of(said.message().author()) + ": " + text;
            return new Rendering(next, line.lines().toList());
        }
        return new Rendering(next, List.of());
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        return render(network, event);
    }

    /** A log on its own knows no node to ask. */
    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        return List.of();
    }
}
