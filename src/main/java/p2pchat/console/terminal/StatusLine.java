package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.EventText;
import p2pchat.console.render.LiveView.Facts;
import p2pchat.console.render.NoticeIcon;
import p2pchat.console.render.TextStyle;
import p2pchat.console.text.TextWidth;
import p2pchat.model.NetworkEvent;

/** One line that says where we stand. What matters least goes first where there is little room. */
public final class StatusLine {

    /** Below this the numbers of the protocol are noise. */
    private static final int ROOM_FOR_NUMBERS = 100;

    /** A connection that breaks is news before it is silence. */
    private static final Duration WORTH_SAYING = Duration.ofMillis(100);

    /** The same for whoever founds a network, and for whoever is the last one in it: neither is in trouble. */
    private static final String ONLY_YOU = " only you here";

    /** Only the network itself stays longer than how things stand there. */
    private static final int STATE = 1;

    /**
     * A part of the line.
     *
     * @param rank the lower, the longer it stays
     */
    private record Segment(int rank, String text) {}

    private StatusLine() {}

    /** The text, at most {@code width} cells of it, without codes. */
    public static String text(Facts facts, int width, TextStyle look) {
        List<Segment> segments = segments(facts, width, look);
        if (facts.state() == NetworkEvent.State.LEFT) {
            segments.removeIf(segment -> segment.rank() > STATE); // who leads there is no concern of ours any more
        }
        String line = join(segments, look);
        while (segments.size() > 1 && TextWidth.width(line) > width) {
            Segment least = segments.stream()
                    .max(Comparator.comparingInt(Segment::rank))
                    .orElseThrow();
            segments.remove(least);
            if (least.rank() == STATE && least.text().length() > 1) {
                segments.add(new Segment(STATE, least.text().substring(0, 1))); // its sign says it as well
            }
            line = join(segments, look);
        }
        return TextWidth.cut(line, width, look.ascii());
    }

    private static List<Segment> segments(Facts facts, int width, TextStyle look) {
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(0, facts.network().value()));
        segments.add(new Segment(
                4, facts.leading() ? "you lead" : "leader " + facts.leader().orElse("?")));
        segments.add(new Segment(5, EventText.count(facts.members(), "member")));
        segments.add(new Segment(STATE, state(facts, look)));
        waiting(facts).ifPresent(text -> segments.add(new Segment(2, text)));
        if (facts.elsewhere() > 0) {
            segments.add(new Segment(3, facts.elsewhere() + " new elsewhere"));
        }
        if (width >= ROOM_FOR_NUMBERS) {
            if (facts.epoch() < EventText.LONGEST_EPOCH) {
                segments.add(new Segment(6, "epoch " + facts.epoch()));
            }
            facts.self().ifPresent(self -> segments.add(new Segment(7, "you #" + self.value())));
        }
        return segments;
    }

    private static String join(List<Segment> segments, TextStyle look) {
        return " "
                + String.join(
                        look.words(" · "), segments.stream().map(Segment::text).toList())
                + " ";
    }

    private static Optional<String> waiting(Facts facts) {
        boolean kept = facts.state() == NetworkEvent.State.ALONE || facts.state() == NetworkEvent.State.ELECTING;
        return facts.waiting() == 0 ? Optional.empty() : Optional.of(facts.waiting() + (kept ? " queued" : " sending"));
    }

    private static String state(Facts facts, TextStyle look) {
        String state = facts.caughtUp()
                .filter(percent -> facts.state().isConnected())
                .map(percent -> look.sign(NoticeIcon.CATCHING_UP) + " catching up " + percent + " %")
                .orElseGet(() -> condition(facts, look));
        return facts.directoryReachable() ? state : state + look.words(" · ") + "! directory unreachable";
    }

    private static String condition(Facts facts, TextStyle look) {
        return switch (facts.state()) {
            case JOINING -> look.sign(NoticeIcon.WAITING) + " joining";
            case CONNECTED -> look.sign(NoticeIcon.CONNECTED) + (facts.members() == 1 ? ONLY_YOU : " connected");
            case SUSPECT -> look.sign(NoticeIcon.WAITING) + " " + silent(facts);
            case ELECTING ->
                look.sign(NoticeIcon.WAITING) + (facts.directoryReachable() ? " choosing a leader" : " no leader");
            case ALONE -> look.sign(NoticeIcon.CONNECTED) + ONLY_YOU;
            case PARTIAL ->
                look.sign(NoticeIcon.PARTIAL) + " " + facts.reached() + " of " + facts.members() + " reachable";
            case LEFT -> look.sign(NoticeIcon.OUT) + " left";
        };
    }

    /** No clock ticks here: it was so long when it came to be suspected. */
    private static String silent(Facts facts) {
        String silent = facts.leader().orElse("the leader") + " silent";
        return facts.silence().compareTo(WORTH_SAYING) < 0 ? silent : silent + " " + EventText.seconds(facts.silence());
    }
}
