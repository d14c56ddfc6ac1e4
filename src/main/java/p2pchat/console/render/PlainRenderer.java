package p2pchat.console.render;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Escapes;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * One record per line for {@code cut}, {@code grep} and {@code awk}: time, nick and text, separated by tabs. Lines that
 * are not messages start with {@code *}.
 *
 * @param condition the last one printed; a line reports a change
 */
public record PlainRenderer(MemberNames names, String condition, HistoryGaps gaps) implements Renderer {

    private static final Punctuation PUNCTUATION = Punctuation.UNICODE;

    public static PlainRenderer create() {
        return new PlainRenderer(MemberNames.NONE, "", HistoryGaps.NONE);
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        MemberNames now = names.after(event);
        EventText text = new EventText(now, PUNCTUATION);
        if (event instanceof NetworkEvent.Spoken spoken) {
            List<String> lines = new ArrayList<>();
            EventText.gap(spoken).ifPresent(notice -> lines.add("* " + notice));
            text.remark(gaps, spoken).ifPresent(remark -> lines.add("* next message: " + remark));
            lines.add(event instanceof NetworkEvent.Amended amended ? amended(amended, now) : message(spoken, now));
            return new Rendering(new PlainRenderer(now, condition, gaps.after(spoken)), lines, 1);
        }
        PlainRenderer next = new PlainRenderer(now, conditionAfter(event, text), gaps);
        return new Rendering(next, aside(notices(network, event, text)));
    }

    private String conditionAfter(NetworkEvent event, EventText text) {
        if (event instanceof NetworkEvent.Entered) {
            return EventText.CONNECTED;
        }
        return event instanceof NetworkEvent.Condition changed ? text.condition(changed) : condition;
    }

    private List<String> notices(NetworkName network, NetworkEvent event, EventText text) {
        if (event instanceof NetworkEvent.Entered entered) {
            List<String> lines = new ArrayList<>(List.of(text.entered(network, entered)));
            EventText.nickInUse(entered.wanted(), entered.nick()).ifPresent(lines::add);
            text.advice().ifPresent(lines::add);
            return lines;
        }
        if (event instanceof NetworkEvent.Condition changed) {
            String now = text.condition(changed);
            boolean leaving = changed.state() == NetworkEvent.State.LEFT; // reported by the last event
            return now.equals(condition) || leaving ? List.of() : List.of(now);
        }
        if (event instanceof NetworkEvent.Delivery delivery) {
            return undelivered(delivery, text);
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            return text.isReported(changed) ? List.of() : List.of(text.member(changed, Optional.empty()));
        }
        if (event instanceof NetworkEvent.Replayed history) {
            return List.of(EventText.replayed(history, Long::toString));
        }
        return text.notice(network, event).stream().toList();
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        return aside(new AnswerText(names, OutputFormat.PLAIN, PUNCTUATION, PlainRenderer::time).lines(answer));
    }

    @Override
    public List<String> aside(List<String> lines) {
        return lines.stream().map(line -> "* " + line).toList();
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String message(NetworkEvent.Spoken spoken, MemberNames names) {
        ChatMessage message = spoken.message();
        return time(message.sentAt()) + "\t" + names.of(message.author()) + "\t"
                + onOneLine(MessageText.original(spoken));
    }

    /** An amendment is not a record, because a program that counts messages must not count it. */
    private static String amended(NetworkEvent.Amended amended, MemberNames names) {
        String which = amended.target()
                .map(target -> EventText.possessive(amended, target, names) + " message from " + time(target.sentAt()))
                .orElse("an earlier message");
        String author = "* " + names.of(amended.message().author());
        return amended.deletes()
                ? author + " deleted " + which
                : author + " edited " + which + ": " + onOneLine(MessageText.original(amended));
    }

    private static String onOneLine(String text) {
        return Escapes.escape(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
    }

    /** Only a delivery that is settled and incomplete is reported. */
    private static List<String> undelivered(NetworkEvent.Delivery delivery, EventText text) {
        boolean complete = delivery.failed().isEmpty() && delivery.pending().isEmpty();
        return complete || !delivery.isSettled() ? List.of() : List.of(delivery.id() + " " + text.missing(delivery));
    }
}
