package p2pchat.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Lines for eyes, without a single escape code. A message of one's own is printed once, when its fate is known: until
 * then it is held back, for three seconds at most, and never behind a message that may answer it.
 *
 * @param day the day of the last message shown
 * @param replaying whether the last line was history
 * @param condition the last one told, so that a line stands for a change
 * @param held own messages whose delivery is not known yet, oldest first
 * @param partial own messages shown before everyone had them
 */
record HumanRenderer(
        ZoneId zone, Names names, LocalDate day, boolean replaying, String condition, List<Own> held, List<Own> partial)
        implements Renderer {

    /** When the fate of a message is told as it stands. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** An own message this much older than what comes in next goes before it. */
    static final Duration AHEAD = Duration.ofMillis(150);

    /** Of more messages than this, the oldest is shown as it stands, or its late arrival is no longer told. */
    static final int MAX_HELD = 64;

    private static final Duration SLOW = Duration.ofMillis(500);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    /** A message of this node and the newest that is known of its delivery. */
    record Own(ChatMessage message, long shownAt, Optional<NetworkEvent.Delivery> delivery) {}

    HumanRenderer {
        held = List.copyOf(held);
        partial = List.copyOf(partial);
    }

    /** A renderer that names the day before the first message of another day than {@code today}. */
    static HumanRenderer create(ZoneId zone, LocalDate today) {
        return new HumanRenderer(zone, Names.NONE, today, false, "", List.of(), List.of());
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        return new HumanDraft(this, names.after(event)).render(network, event);
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        return render(network, event);
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, Answer answer) {
        return Answers.lines(answer, names, Output.HUMAN, this::time);
    }

    @Override
    public List<String> leaving(NetworkName network, int open) {
        String rest = open == 0 ? "" : " " + Notices.count(open, "message") + " still on the way; Ctrl-C to go now";
        return List.of("leaving " + network + "…" + rest);
    }

    @Override
    public boolean holdsBack() {
        return !held.isEmpty();
    }

    @Override
    public Rendering overdue(long now) {
        HumanDraft draft = new HumanDraft(this, names);
        draft.release(own -> now - own.shownAt() >= PATIENCE.toMillis());
        return draft.rendering();
    }

    String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    static String dayOf(LocalDate day) {
        return "── " + DAY.format(day) + " ──";
    }

    /** How far a message has come, in a sign and a few words. */
    static String mark(Optional<NetworkEvent.Delivery> known, Names names) {
        if (known.isEmpty()) {
            return "sending";
        }
        NetworkEvent.Delivery delivery = known.get();
        int have = delivery.direct().size() + delivery.relayed().size();
        int all = have + delivery.failed().size() + delivery.pending().size();
        if (all == 0) {
            return "(only you here)";
        }
        List<String> parts = new ArrayList<>();
        if (delivery.pending().isEmpty() && delivery.failed().isEmpty()) {
            parts.add("✓");
        } else if (have == 0 && delivery.failed().isEmpty()) {
            parts.add("queued");
        } else {
            parts.add(have + "/" + all + (delivery.pending().isEmpty() ? "" : " …"));
        }
        if (!delivery.relayed().isEmpty()) {
            parts.add(names.leader().map(leader -> "via " + names.of(leader)).orElse("via the leader") + ": "
                    + names.of(delivery.relayed()));
        }
        if (!delivery.failed().isEmpty()) {
            parts.add("✗ " + names.of(delivery.failed()) + " (dropped)");
        }
        if (Outstanding.isFinal(delivery) && delivery.elapsed().compareTo(SLOW) > 0) {
            parts.add(Notices.seconds(delivery.elapsed()));
        }
        return String.join(" ", parts);
    }

    static List<Own> lastOf(List<Own> messages) {
        return new ArrayList<>(messages.subList(Math.max(0, messages.size() - MAX_HELD), messages.size()));
    }
}
