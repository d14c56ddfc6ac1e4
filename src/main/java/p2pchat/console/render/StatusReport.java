package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DeviceKey;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkStatus;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Text for the state of a node in its network. {@code time} formats milliseconds since 1970. */
record StatusReport(NetworkStatus status, LongFunction<String> time) {

    private static final int LABEL = 12;

    /** @param roster who removed members */
    List<String> members(Punctuation punctuation, RosterFacts roster) {
        List<String> rows = status.people().stream()
                .map(person -> member(person, punctuation, roster))
                .toList();
        return rows.isEmpty() ? List.of("no members known yet") : rows;
    }

    /** @param open how many own messages some member lacks */
    List<String> status(String home, int open) {
        String undelivered =
                open == 0 ? "" : ", " + EventText.grouped(open) + " of yours not delivered to everyone yet";
        List<String> lines = new ArrayList<>();
        lines.add(labeled("network", status.name() + ", " + role()));
        lines.add(labeled("view", view()));
        lines.add(labeled("members", members()));
        lines.add(labeled("you", you() + " at " + status.address()));
        lines.add(labeled("directory", status.directory() + (directoryAnswers() ? ", reachable" : ", unreachable")));
        lines.add(labeled("log", stored() + undelivered));
        int others = status.inSync().of();
        String same = status.inSync().same() + " of " + EventText.count(others, "other member");
        lines.add(labeled("in sync", others == 0 ? "no other member" : "with " + same));
        lines.add(labeled("data dir", home));
        return lines;
    }

    List<String> info() {
        return List.of(
                labeled("network", status.name() + ", id " + status.network().value()),
                labeled("view", view()),
                labeled("members", members()),
                labeled("directory", status.directory() + key(status.keys().directory())),
                labeled("mode", mode()),
                labeled("your key", status.keys().self().map(Object::toString).orElse("not known yet")),
                labeled("other keys", identities()),
                labeled("log", stored()),
                labeled("clock", clock()),
                labeled("heads", keys(status.heads(), "none")));
    }

    private static String key(Optional<DeviceKey> known) {
        return known.map(key -> ", key " + key).orElse("");
    }

    private String mode() {
        return status.keys()
                .mode()
                .map(mode -> switch (mode) {
                    case PINNED -> "only the directory with this key decides who leads";
                    case LOCAL -> "a directory on this machine may also decide who leads";
                })
                .orElse("not known yet");
    }

    /** Lists the keys of members that are verified or could be mistaken for others. */
    private String identities() {
        String shown = status.people().stream()
                .filter(StatusReport::isPresent)
                .flatMap(person -> identity(person).map(key -> nick(person.member()) + ": " + key).stream())
                .collect(Collectors.joining(", "));
        return shown.isEmpty() ? "none to tell apart; /verify NICK compares keys" : shown;
    }

    /** Returns the key of a member that is verified or could be mistaken for another. */
    private static Optional<String> identity(Person person) {
        return person.identity()
                .filter(known -> known.verified() || known.ambiguous())
                .map(known -> (known.verified() ? "verified, key " : "key ") + known.person());
    }

    private String member(Person person, Punctuation punctuation, RosterFacts roster) {
        return id(person.member())
                + (isSelf(person) ? " (you)" : "")
                + (isPresent(person) && isLeader(person) ? punctuation.star() + "leader" : "")
                + identity(person).map(key -> punctuation.separator() + key).orElse("")
                + punctuation.separator()
                + presence(person, roster);
    }

    private String presence(Person person, RosterFacts roster) {
        Optional<String> since = person.since().map(time::apply);
        String reason = person.reason()
                .map(why -> switch (why) {
                    case SILENT -> "timed out";
                    case REMOVED -> "removed" + roster.remover(person);
                    default -> "unreachable, removed";
                })
                .orElse("unreachable, removed");
        return switch (person.presence()) {
            case PRESENT -> since.map(at -> "here since " + at).orElse("here when you joined");
            case UNREACHABLE ->
                "not responding" + since.map(at -> ", here since " + at).orElse("");
            case LEFT -> "left" + since.map(at -> " at " + at).orElse("");
            case DROPPED -> reason + since.map(at -> " at " + at).orElse("");
        };
    }

    private static boolean isPresent(Person person) {
        return person.presence() == Presence.PRESENT || person.presence() == Presence.UNREACHABLE;
    }

    private boolean isLeader(Person person) {
        return status.snapshot()
                .flatMap(MembershipSnapshot::view)
                .filter(view -> view.leader().equals(person.member().node()))
                .isPresent();
    }

    private boolean isSelf(Person person) {
        return status.snapshot()
                .filter(now -> now.uid().equals(person.member().uid()))
                .isPresent();
    }

    private String role() {
        Role role = status.snapshot().map(MembershipSnapshot::role).orElse(Role.RECOVERING);
        return switch (role) {
            case RECOVERING -> "looking for the leader";
            case MEMBER -> "led by " + leader();
            case ELECTING -> "choosing a leader";
            case LEADER -> "led by you";
            case LEFT -> "left";
        };
    }

    private String leader() {
        return status.snapshot()
                .flatMap(MembershipSnapshot::view)
                .map(View::leaderMember)
                .map(member -> named(member) + " at " + member.address())
                .orElse("no member");
    }

    private String you() {
        return status.people().stream()
                .filter(this::isSelf)
                .findFirst()
                .map(person -> named(person.member()))
                .orElse("not a member yet");
    }

    private static String named(Member member) {
        return nick(member) + " (#" + member.node().value() + ")";
    }

    private static String id(Member member) {
        return "#" + member.node().value() + " " + nick(member);
    }

    private static String nick(Member member) {
        return Sanitiser.nick(member.nick().value());
    }

    private String view() {
        ViewId id = status.snapshot().map(MembershipSnapshot::viewId).orElse(ViewId.NONE);
        return "epoch " + id.epoch() + ", number " + id.seq();
    }

    private String members() {
        long present = status.people().stream().filter(StatusReport::isPresent).count();
        long silent = status.people().stream()
                .filter(person -> person.presence() == Presence.UNREACHABLE)
                .count();
        return present + (silent == 0 ? "" : ", " + silent + " not responding");
    }

    private boolean directoryAnswers() {
        return status.snapshot().map(MembershipSnapshot::directoryAnswers).orElse(true);
    }

    private String stored() {
        return EventText.count(status.stored().size(), "message");
    }

    /** Returns the number of contiguous messages by author; {@code +} means that more follow after a gap. */
    private String clock() {
        String clock = status.stored().byAuthor().entrySet().stream()
                .map(entry ->
                        "#" + entry.getKey().value() + ":" + entry.getValue().contiguous()
                                + (entry.getValue().last() > entry.getValue().contiguous() ? "+" : ""))
                .collect(Collectors.joining(" "));
        return clock.isEmpty() ? "empty" : clock;
    }

    static String keys(List<MessageKey> keys, String none) {
        return keys.isEmpty()
                ? none
                : keys.stream()
                        .map(key -> "#" + key.author().value() + ":" + key.seq())
                        .collect(Collectors.joining(", "));
    }

    static String labeled(String label, String text) {
        return label + " ".repeat(LABEL - label.length()) + text;
    }
}
