package p2pchat.console.render;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Lines for a person. A message of one's own is printed once, when its fate is known: until then it is held back, for
 * three seconds at most, and never behind a message that may answer it.
 *
 * @param day the day of the last message shown
 * @param time the last one shown
 * @param replaying how history stands among the lines
 * @param condition the last one told
 * @param coming who came and went and is not printed yet; only where a live region shows it meanwhile
 * @param heed whose leaving is told on its own
 * @param gaps what was shown though something before it is missing
 * @param catching how far this node has caught up; only where a live region shows it
 * @param held own messages whose delivery is not known yet, oldest first
 * @param partial own messages shown before everyone had them
 */
public record HumanRenderer(
        ZoneId zone,
        MessageStyle wording,
        MemberNames names,
        LocalDate day,
        String time,
        HistoryReplay replaying,
        Optional<NetworkEvent.Condition> condition,
        JoinLeaveSummary coming,
        ActiveParticipants heed,
        HistoryGaps gaps,
        CatchUpProgress catching,
        List<Own> held,
        List<Own> partial)
        implements Renderer {

    /** When the fate of a message is told as it stands. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** An own message this much older than what comes in next goes before it. */
    static final Duration AHEAD = Duration.ofMillis(150);

    /** Of more messages than this, the oldest is shown as it stands, or its late arrival is no longer told. */
    static final int MAX_HELD = 64;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    /** A message of this node and the newest that is known of its delivery. */
    record Own(NetworkEvent.Spoken what, Optional<NetworkEvent.Delivery> delivery) {

        ChatMessage message() {
            return what.message();
        }

        long shownAt() {
            return what.receivedAt();
        }

        Own with(NetworkEvent.Delivery known) {
            return new Own(what, Optional.of(known));
        }
    }

    public HumanRenderer {
        held = List.copyOf(held);
        partial = List.copyOf(partial);
    }

    /** A renderer that names the day before the first message of another day than {@code today}. */
    public static HumanRenderer create(ZoneId zone, LocalDate today) {
        return create(zone, today, new TerminalStyle(TextStyle.PLAIN));
    }

    public static HumanRenderer create(ZoneId zone, LocalDate today, MessageStyle wording) {
        return new HumanRenderer(
                zone,
                wording,
                MemberNames.NONE,
                today,
                "",
                HistoryReplay.NOTHING,
                Optional.empty(),
                JoinLeaveSummary.NOBODY,
                ActiveParticipants.NOBODY,
                HistoryGaps.NONE,
                CatchUpProgress.NOTHING,
                List.of(),
                List.of());
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        return new RenderPass(this, names.after(event)).render(network, event);
    }

    @Override
    public Renderer knowing(NetworkName network) {
        return new HumanRenderer(
                zone,
                wording.knowing(network),
                names,
                day,
                time,
                replaying,
                condition,
                coming,
                heed,
                gaps,
                catching,
                held,
                partial);
    }

    @Override
    public Renderer at(long now) {
        return new HumanRenderer(
                zone,
                wording,
                names,
                day,
                time,
                replaying,
                condition,
                coming,
                heed.at(now),
                gaps,
                catching.at(now),
                held,
                partial);
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        return render(network, event);
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        List<String> lines = AnswerText.lines(answer, names, OutputFormat.HUMAN, this::time);
        return answer.quotesUserText() ? lines : aside(lines);
    }

    @Override
    public List<String> aside(List<String> lines) {
        return lines.stream().map(wording::words).toList();
    }

    @Override
    public List<String> leaving(NetworkName network, int open) {
        String rest = open == 0 ? "" : " " + EventText.count(open, "message") + " still on the way; Ctrl-C to go now";
        return aside(List.of("leaving " + network + "…" + rest));
    }

    @Override
    public boolean holdsBack() {
        return !held.isEmpty() || !coming.isEmpty() || catching.sync().isPresent();
    }

    @Override
    public Rendering overdue(long now) {
        RenderPass draft = new RenderPass(this, names);
        draft.release(own -> now - own.shownAt() >= PATIENCE.toMillis());
        draft.look(now);
        return draft.rendering();
    }

    @Override
    public Optional<LiveView> live(NetworkName network) {
        return wording instanceof TerminalStyle drawn && drawn.live()
                ? Optional.of(LiveViewBuilder.of(this, network, drawn.look()))
                : Optional.empty();
    }

    String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** With its day, if that is another one. */
    String time(long millis, LocalDate today) {
        LocalDate of = LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
        return of.equals(today) ? time(millis) : dayOf(of) + ", " + time(millis);
    }

    static String dayOf(LocalDate day) {
        return DAY.format(day);
    }

    static List<Own> lastOf(List<Own> messages) {
        return new ArrayList<>(messages.subList(Math.max(0, messages.size() - MAX_HELD), messages.size()));
    }
}
