package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DepartureReason;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkStatus;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * How a node stands in its network, in lines for people.
 *
 * @param time words a moment, in milliseconds since 1970
 */
record StatusReport(NetworkStatus status, LongFunction<String> time) {

    private static final int LABEL = 12;

    List<String> members() {
        List<String> rows = status.people().stream().map(this::member).toList();
        return rows.isEmpty() ? List.of("nobody is known here yet") : rows;
    }

    /** @param open how many own messages are not with everyone yet */
    List<String> standing(String home, int open) {
        List<String> lines = new ArrayList<>();
        lines.add(labelled("network", status.name() + ", " + role()));
        lines.add(labelled("view", view()));
        lines.add(labelled("members", counts()));
        lines.add(labelled("you", you() + " at " + status.address()));
        lines.add(
                labelled("directory", status.directory() + (directoryAnswers() ? ", reachable" : ", does not answer")));
        lines.add(labelled(
                "log",
                EventText.count(
                                (int) Math.min(
                                        Integer.MAX_VALUE, status.stored().size()),
                                "message")
                        + (open == 0 ? "" : ", " + open + " of yours not with everyone yet")));
        lines.add(labelled(
                "in sync",
                "with " + status.inSync().same() + "/" + status.inSync().of() + " others"));
        lines.add(labelled("folder", home));
        return lines;
    }

    List<String> info() {
        List<String> lines = new ArrayList<>();
        lines.add(labelled("network", status.name() + ", id " + status.network().value()));
        lines.add(labelled("view", view()));
        lines.add(labelled("members", counts()));
        lines.add(labelled("directory", status.directory().toString()));
        lines.add(labelled(
                "log",
                EventText.count(
                        (int) Math.min(Integer.MAX_VALUE, status.stored().size()), "message")));
        lines.add(labelled("clock", clock()));
        lines.add(labelled("heads", heads()));
        return lines;
    }

    static String presence(Presence presence) {
        return switch (presence) {
            case PRESENT -> "present";
            case UNREACHABLE -> "not heard";
            case LEFT -> "left";
            case DROPPED -> "gone";
        };
    }

    private String member(Person person) {
        boolean here = person.presence() == Presence.PRESENT || person.presence() == Presence.UNREACHABLE;
        String leads = here && isLeader(person) ? " ★ leads" : "";
        String you = isSelf(person) ? " (you)" : "";
        String since = person.since()
                .map(at -> (here ? " since " : " at ") + time.apply(at))
                .orElse(here ? " since before you came" : "");
        String reason = person.reason().map(StatusReport::reason).orElse("");
        return "#" + person.member().node().value() + " "
                + Sanitiser.nick(person.member().nick().value()) + you + leads + " · " + presence(person.presence())
                + since
                + reason;
    }

    private static String reason(DepartureReason reason) {
        return switch (reason) {
            case LEFT, UNKNOWN -> "";
            case SILENT -> ": silent";
            case UNREACHABLE -> ": unreachable";
        };
    }

    private boolean isLeader(Person person) {
        return status.standing()
                .flatMap(MembershipSnapshot::view)
                .filter(view -> view.leader().equals(person.member().node()))
                .isPresent();
    }

    private boolean isSelf(Person person) {
        return status.standing()
                .filter(now -> now.uid().equals(person.member().uid()))
                .isPresent();
    }

    private String role() {
        Role role = status.standing().map(MembershipSnapshot::role).orElse(Role.RECOVERING);
        return switch (role) {
            case RECOVERING -> "looking for the leader";
            case MEMBER -> "led by " + leader();
            case ELECTING -> "choosing a leader";
            case LEADER -> "led by you";
            case LEFT -> "left";
        };
    }

    private String leader() {
        return status.standing()
                .flatMap(MembershipSnapshot::view)
                .map(View::leaderMember)
                .map(member -> Sanitiser.nick(member.nick().value()) + " (#"
                        + member.node().value() + ") at " + member.address())
                .orElse("nobody");
    }

    private String you() {
        return status.people().stream()
                .filter(this::isSelf)
                .findFirst()
                .map(me -> Sanitiser.nick(me.member().nick().value()) + " (#"
                        + me.member().node().value() + ")")
                .orElse("not a member yet");
    }

    private String view() {
        ViewId id = status.standing().map(MembershipSnapshot::viewId).orElse(ViewId.NONE);
        return "epoch " + id.epoch() + ", number " + id.seq();
    }

    private String counts() {
        long present = count(Presence.PRESENT);
        long silent = count(Presence.UNREACHABLE);
        return (present + silent) + (silent == 0 ? "" : ", " + silent + " not heard");
    }

    private long count(Presence presence) {
        return status.people().stream()
                .filter(person -> person.presence() == presence)
                .count();
    }

    private boolean directoryAnswers() {
        return status.standing().map(MembershipSnapshot::directoryAnswers).orElse(true);
    }

    /** For each author the number up to which all of its messages are here; {@code +} where more are, after a gap. */
    private String clock() {
        String clock = status.stored().byAuthor().entrySet().stream()
                .map(entry ->
                        "#" + entry.getKey().value() + ":" + entry.getValue().contiguous()
                                + (entry.getValue().last() > entry.getValue().contiguous() ? "+" : ""))
                .collect(Collectors.joining(" "));
        return clock.isEmpty() ? "empty" : clock;
    }

    private String heads() {
        String heads = status.heads().stream().map(StatusReport::key).collect(Collectors.joining(", "));
        return heads.isEmpty() ? "none" : heads;
    }

    private static String key(MessageKey key) {
        return "#" + key.author().value() + ":" + key.seq();
    }

    private static String labelled(String label, String text) {
        return label + " ".repeat(LABEL - label.length()) + text;
    }
}
