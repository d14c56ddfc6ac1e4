package p2pchat.console.render;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * One record a line, for {@code cut}, {@code grep} and {@code awk}: time, nick and text between tabs. Whatever is no
 * message starts with {@code *}.
 *
 * @param condition the last one told, so that a line stands for a change
 * @param gaps what was shown though something before it is missing
 */
public record PlainRenderer(MemberNames names, String condition, HistoryGaps gaps) implements Renderer {

    public static PlainRenderer create() {
        return new PlainRenderer(MemberNames.NONE, "", HistoryGaps.NONE);
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        MemberNames now = names.after(event);
        if (event instanceof NetworkEvent.Spoken spoken) {
            List<String> lines = new ArrayList<>();
            EventText.gap(spoken).ifPresent(words -> lines.add("* " + words));
            gaps.late(spoken).ifPresent(late -> lines.add("* what follows is " + late.words()));
            lines.add(event instanceof NetworkEvent.Amended amended ? amended(amended, now) : message(spoken, now));
            return new Rendering(new PlainRenderer(now, condition, after(spoken)), lines, 1);
        }
        if (event instanceof NetworkEvent.Entered entered) {
            PlainRenderer next = new PlainRenderer(now, EventText.CONNECTED, gaps);
            List<String> lines = new ArrayList<>(List.of("* " + EventText.entered(network, entered, now)));
            EventText.taken(entered.wanted(), entered.nick()).ifPresent(words -> lines.add("* " + words));
            return new Rendering(next, lines);
        }
        if (event instanceof NetworkEvent.Condition changed) {
            String words = EventText.condition(changed, now);
            PlainRenderer next = new PlainRenderer(now, words, gaps);
            boolean goodbye = changed.state() == NetworkEvent.State.LEFT; // said once, when it is done
            return new Rendering(next, words.equals(condition) || goodbye ? List.of() : List.of("* " + words));
        }
        PlainRenderer next = new PlainRenderer(now, condition, gaps);
        if (event instanceof NetworkEvent.Delivery delivery) {
            return new Rendering(next, undelivered(delivery, now).map(List::of).orElse(List.of()));
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            return new Rendering(next, List.of("* " + EventText.member(changed, now, Optional.empty())));
        }
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            return new Rendering(next, List.of("* " + EventText.leader(changed, now)));
        }
        if (event instanceof NetworkEvent.ClaimDenied denied) {
            return new Rendering(next, List.of("* " + EventText.denied(denied, now)));
        }
        if (event instanceof NetworkEvent.Replayed history) {
            return new Rendering(next, List.of("* " + EventText.replayed(history, Long::toString)));
        }
        if (event instanceof NetworkEvent.Sync sync) {
            return new Rendering(
                    next,
                    EventText.sync(sync)
                            .map(words -> "* " + words)
                            .map(List::of)
                            .orElse(List.of()));
        }
        if (event instanceof NetworkEvent.Trouble trouble) {
            return new Rendering(next, List.of("* " + EventText.trouble(network, trouble)));
        }
        if (event instanceof NetworkEvent.DirectoryStarted started) {
            return new Rendering(next, List.of("* " + EventText.directory(started)));
        }
        if (event instanceof NetworkEvent.Ended ended) {
            return new Rendering(next, List.of("* " + EventText.ended(network, ended)));
        }
        throw new AssertionError("no rendering for " + event);
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        return render(network, event);
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        return aside(AnswerText.lines(answer, names, OutputFormat.PLAIN, PlainRenderer::time));
    }

    @Override
    public List<String> aside(List<String> lines) {
        return lines.stream().map(line -> "* " + line).toList();
    }

    private HistoryGaps after(NetworkEvent.Spoken spoken) {
        boolean deletes = spoken instanceof NetworkEvent.Amended amended && amended.deletes();
        HistoryGaps rest =
                deletes ? spoken.message().amends().map(gaps::without).orElse(gaps) : gaps;
        return rest.after(spoken);
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String message(NetworkEvent.Spoken spoken, MemberNames names) {
        ChatMessage message = spoken.message();
        return time(message.sentAt()) + "\t" + names.of(message.author()) + "\t" + onOneLine(EventText.words(spoken));
    }

    /** No message: whoever counts those must not count it, nor take it for the text that was said first. */
    private static String amended(NetworkEvent.Amended amended, MemberNames names) {
        String which = amended.target()
                .map(target -> "the message of " + time(target.sentAt()))
                .orElse("an earlier message");
        String who = "* " + names.of(amended.message().author());
        return amended.deletes()
                ? who + " deleted " + which
                : who + " edited " + which + ": " + onOneLine(EventText.words(amended));
    }

    private static String onOneLine(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** That all have it goes without saying; who has not is said once, when nothing more will change soon. */
    private static Optional<String> undelivered(NetworkEvent.Delivery delivery, MemberNames names) {
        boolean everyone = delivery.failed().isEmpty() && delivery.pending().isEmpty();
        if (everyone || !delivery.settled()) {
            return Optional.empty();
        }
        return Optional.of("* " + delivery.id() + " " + EventText.missing(delivery, names));
    }
}
