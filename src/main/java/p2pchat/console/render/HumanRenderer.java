package p2pchat.console.render;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Lines for a person. An own message is printed once its delivery is known. Until then it is held back, for at most
 * three seconds, and never behind a message that may answer it.
 */
public record HumanRenderer(
        ZoneId zone,
        MessageStyle style,
        MemberNames names,
        LastLine last,
        OwnMessages own,
        Presence presence,
        History history)
        implements Renderer {

    /** An own message is shown after this time, whatever its delivery. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** An own message that is this much older than an incoming one is shown before it. */
    static final Duration AHEAD = Duration.ofMillis(150);

    /** Bounds each list of {@link OwnMessages}; the oldest message makes room. */
    static final int MAX_HELD = 64;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    /** The day and time of the last message shown. */
    record LastLine(LocalDate day, String time) {}

    /** A message of this node and its last delivery event. */
    record Own(NetworkEvent.Spoken event, Optional<NetworkEvent.Delivery> delivery) {
        ChatMessage message() {
            return event.message();
        }

        Own with(NetworkEvent.Delivery known) {
            return new Own(event, Optional.of(known));
        }
    }

    /**
     * Own messages whose delivery is not final.
     *
     * @param held not shown yet, oldest first
     * @param partial shown before all members had them
     */
    record OwnMessages(List<Own> held, List<Own> partial) {
        OwnMessages {
            held = List.copyOf(held);
            partial = List.copyOf(partial.subList(Math.max(0, partial.size() - MAX_HELD), partial.size()));
        }
    }

    /**
     * Who is here.
     *
     * @param condition the last one, shown or not
     * @param alone whether no other member was present when one last was or was not
     * @param changes joins and leaves that are not printed yet; used only with a live region
     * @param active members whose leaving is printed on its own; used only with a live region
     */
    record Presence(
            Optional<NetworkEvent.Condition> condition,
            boolean alone,
            JoinLeaveSummary changes,
            ActiveParticipants active) {}

    /** What is known about earlier messages. {@code catchUp} is used only with a live region. */
    record History(HistoryReplay replay, HistoryGaps gaps, CatchUpProgress catchUp) {}

    /** Returns a renderer that names the day before the first message of a day other than {@code today}. */
    public static HumanRenderer create(ZoneId zone, LocalDate today) {
        return create(zone, today, new TerminalStyle(TextStyle.PLAIN));
    }

    public static HumanRenderer create(ZoneId zone, LocalDate today, MessageStyle style) {
        return new HumanRenderer(
                zone,
                style,
                MemberNames.NONE,
                new LastLine(today, ""),
                new OwnMessages(List.of(), List.of()),
                new Presence(Optional.empty(), false, JoinLeaveSummary.EMPTY, ActiveParticipants.NONE),
                new History(HistoryReplay.NONE, HistoryGaps.NONE, CatchUpProgress.NONE));
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        return new RenderPass(this, names.after(event)).render(network, event);
    }

    @Override
    public Renderer withoutHints() {
        return new HumanRenderer(zone, style.withoutHints(), names, last, own, presence, history);
    }

    @Override
    public Renderer at(long now) {
        Presence later = new Presence(presence.condition, presence.alone, presence.changes, presence.active.at(now));
        History catching = new History(history.replay, history.gaps, history.catchUp.at(now));
        return new HumanRenderer(zone, style, names, last, own, later, catching);
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        boolean otherDays = answer instanceof NodeAnswer.Roster || answer instanceof NodeAnswer.Decided;
        LongFunction<String> time = otherDays ? millis -> time(millis, last.day()) : this::time;
        return new AnswerText(names, OutputFormat.HUMAN, style.punctuation(), time).lines(answer);
    }

    @Override
    public List<String> leaving(NetworkName network, int open) {
        String rest = open == 0
                ? ""
                : " " + EventText.count(open, "message") + " still being delivered; press Ctrl-C to quit now";
        return List.of("leaving " + network + style.punctuation().ellipsis() + rest);
    }

    @Override
    public boolean holdsBack() {
        return !own.held.isEmpty()
                || !presence.changes.isEmpty()
                || history.catchUp.sync().isPresent();
    }

    @Override
    public Rendering overdue(long now) {
        return new RenderPass(this, names).overdue(now);
    }

    @Override
    public Optional<LiveView> live(NetworkName network) {
        return style.live() ? Optional.of(LiveViewBuilder.of(this, network)) : Optional.empty();
    }

    String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** Returns the time, with its day unless that is {@code today}. */
    String time(long millis, LocalDate today) {
        LocalDate day = day(millis);
        return day.equals(today) ? time(millis) : DAY.format(day) + ", " + time(millis);
    }

    LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
    }

    static String name(LocalDate day) {
        return DAY.format(day);
    }
}
