package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.EventText;
import p2pchat.console.render.LiveView.Facts;
import p2pchat.console.render.MemberNames;
import p2pchat.console.render.NoticeIcon;
import p2pchat.console.render.RosterFacts;
import p2pchat.console.render.TextStyle;
import p2pchat.console.text.Sanitiser;
import p2pchat.console.text.TextWidth;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;

/** The status line. The least important parts are dropped if there is little room. */
public final class StatusLine {

    /** A narrower line shows no protocol numbers. */
    private static final int ROOM_FOR_NUMBERS = 100;

    /** A shorter silence is not shown: the connection just broke. */
    private static final Duration SHORTEST_SILENCE = Duration.ofMillis(100);

    /** Shown to the founder of a network and to its last member; neither is an error. */
    private static final String ONLY_YOU = " only you here";

    /** Only the name of the network is more important. */
    private static final int STATE = 1;

    /** @param rank the highest is dropped first */
    private record Segment(int rank, String text) {}

    private StatusLine() {}

    /** Returns at most {@code width} columns, without escape codes. */
    public static String text(Facts facts, int width, TextStyle style) {
        List<Segment> segments = segments(facts, width, style);
        if (facts.state() == State.LEFT) {
            segments.removeIf(segment -> segment.rank() > STATE);
        }
        String line = join(segments, style);
        while (segments.size() > 1 && TextWidth.width(line) > width) {
            Segment least = segments.stream()
                    .max(Comparator.comparingInt(Segment::rank))
                    .orElseThrow();
            segments.remove(least);
            if (least.rank() == STATE && least.text().length() > 1) {
                segments.add(new Segment(STATE, least.text().substring(0, 1))); // the icon alone
            }
            line = join(segments, style);
        }
        return TextWidth.cut(line, width, style.ascii());
    }

    private static List<Segment> segments(Facts facts, int width, TextStyle style) {
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(0, facts.network().value()));
        segments.add(new Segment(4, leader(facts.names())));
        segments.add(new Segment(5, EventText.count(facts.members(), "member")));
        segments.add(new Segment(STATE, state(facts, style)));
        waiting(facts).ifPresent(text -> segments.add(new Segment(2, text)));
        standing(facts.names().roster()).ifPresent(text -> segments.add(new Segment(3, text)));
        if (facts.unread() > 0) {
            segments.add(new Segment(3, facts.unread() + " new elsewhere"));
        }
        facts.names()
                .roster()
                .standing()
                .map(now -> Sanitiser.line(now.topic()))
                .filter(topic -> !topic.isBlank())
                .ifPresent(topic -> segments.add(new Segment(8, topic)));
        if (width >= ROOM_FOR_NUMBERS) {
            if (facts.names().epoch() < EventText.MAX_SHOWN_EPOCH) {
                segments.add(new Segment(6, "epoch " + facts.names().epoch()));
            }
            facts.names().self().ifPresent(self -> segments.add(new Segment(7, "you #" + self.value())));
        }
        return segments;
    }

    private static String join(List<Segment> segments, TextStyle style) {
        return " "
                + String.join(
                        style.punctuation().separator(),
                        segments.stream().map(Segment::text).toList())
                + " ";
    }

    private static Optional<String> waiting(Facts facts) {
        boolean kept = switch (facts.state()) {
            case ALONE, ELECTING, JOINING -> true;
            default -> false;
        };
        return facts.waiting() == 0 ? Optional.empty() : Optional.of(facts.waiting() + (kept ? " queued" : " sending"));
    }

    /** Returns what limits this user or newcomers, if anything does. */
    private static Optional<String> standing(RosterFacts roster) {
        if (roster.role().filter(MemberRole.READER::equals).isPresent()) {
            return Optional.of("reader");
        }
        return roster.standing().filter(NetworkEvent.Standing::isClosed).map(now -> now.locked() ? "locked" : "closed");
    }

    private static String leader(MemberNames names) {
        return names.leader().equals(names.self()) && names.self().isPresent()
                ? "you lead"
                : "leader " + names.leader().map(names::of).orElse("?");
    }

    private static String state(Facts facts, TextStyle style) {
        boolean directory = facts.condition().map(Condition::directoryReachable).orElse(true);
        String state = facts.caughtUp()
                .filter(percent -> facts.state().isConnected())
                .map(percent -> style.sign(NoticeIcon.CATCHING_UP) + " catching up " + percent + " %")
                .orElseGet(() -> condition(facts, directory, style));
        return directory ? state : state + style.punctuation().separator() + "! directory unreachable";
    }

    private static String condition(Facts facts, boolean directory, TextStyle style) {
        return switch (facts.state()) {
            case JOINING -> style.sign(NoticeIcon.WAITING) + (directory ? " joining" : " not connected");
            case CONNECTED -> style.sign(NoticeIcon.CONNECTED) + (facts.members() == 1 ? ONLY_YOU : " connected");
            case SUSPECT -> style.sign(NoticeIcon.WAITING) + " " + silent(facts);
            case ELECTING -> style.sign(NoticeIcon.WAITING) + (directory ? " choosing a leader" : " no leader");
            case ALONE -> style.sign(NoticeIcon.CONNECTED) + ONLY_YOU;
            case PARTIAL -> style.sign(NoticeIcon.PARTIAL) + " " + reachable(facts);
            case LEFT -> style.sign(NoticeIcon.OUT) + " left";
        };
    }

    private static String reachable(Facts facts) {
        int unreached = facts.condition().map(known -> known.unreached().size()).orElse(0);
        return facts.members() - unreached + " of " + facts.members() + " reachable";
    }

    /** Shows the silence at the time of the suspicion; the line is not updated by a clock. */
    private static String silent(Facts facts) {
        MemberNames names = facts.names();
        String silent = names.leader().map(names::of).orElse("the leader") + " silent";
        Duration silence = facts.condition().map(Condition::leaderSilence).orElse(Duration.ZERO);
        return silence.compareTo(SHORTEST_SILENCE) < 0 ? silent : silent + " " + EventText.seconds(silence);
    }
}
