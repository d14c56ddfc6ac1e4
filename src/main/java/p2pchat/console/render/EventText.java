package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.DepartureReason;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;

/** What happens in a network, in words that need no sign and no colour; the human form puts a sign in front. */
public final class EventText {

    static final String CONNECTED = "connected";

    /** A directory that lost its records counts on from the time of day; nobody compares such numbers by eye. */
    public static final long LONGEST_EPOCH = 1_000_000;

    /** Fewer messages that came from another log are found where they belong. */
    static final int WORTH_TELLING = 5;

    /** Of a text that is shown again, so many characters remind of it. */
    static final int EARLIER = 20;

    private static final String EDITED = "(edited)";
    private static final String DELETED = "(deleted)";

    private EventText() {}

    static String entered(NetworkName network, NetworkEvent.Entered entered, MemberNames names) {
        NodeId self = entered.self().node();
        String me = names.of(self) + " (#" + self.value() + ")";
        if (entered.created()) {
            return "you started " + network + " and lead it, as " + me;
        }
        NodeId leader = entered.view().leader();
        int members = entered.view().members().size();
        return (entered.returned() ? "you are back in " : "you joined ") + network + " as " + me + " · "
                + (names.isSelf(leader) ? "you lead" : names.of(leader) + " leads") + " · " + count(members, "member");
    }

    /** That somebody else has the nick that was asked for; empty where it was given. */
    static Optional<String> taken(Nick wanted, Nick given) {
        return wanted.equals(given)
                ? Optional.empty()
                : Optional.of(Sanitiser.nick(wanted.value()) + " is taken: you are " + Sanitiser.nick(given.value())
                        + " now");
    }

    /** The condition in words; nothing but a change of these words is worth a line. */
    static String condition(NetworkEvent.Condition condition, MemberNames names) {
        String state = switch (condition.state()) {
            case JOINING -> "joining";
            case CONNECTED -> CONNECTED;
            case SUSPECT -> condition.leader().map(names::of).orElse("the leader") + " is silent";
            case ELECTING -> "choosing a leader";
            case ALONE -> "only you here: what you write is kept, and sent to those who come back";
            case PARTIAL -> names.of(condition.unreached()) + " cannot be reached";
            case LEFT -> "left";
        };
        if (condition.state() == NetworkEvent.State.ELECTING && !condition.directoryReachable()) {
            return "no leader, and no directory to name one; the chat goes on";
        }
        return condition.directoryReachable() ? state : state + " · directory unreachable, the chat goes on";
    }

    /** The beginning of a text, on one line. */
    public static String quoted(int most, ChatMessage message) {
        return cut(most, text(message), "…");
    }

    /** The same in an answer, of which nothing is made ASCII afterwards, because it quotes. */
    public static String quotedInAnswer(int most, String text) {
        return cut(most, text, "...");
    }

    private static String cut(int most, String text, String mark) {
        String line = text.replace('\n', ' ');
        int length = line.codePointCount(0, line.length());
        return length <= most ? line : line.substring(0, line.offsetByCodePoints(0, most)) + mark;
    }

    /** Said once, when all is here; a few messages are no news beyond themselves. */
    static Optional<String> sync(NetworkEvent.Sync sync) {
        long unseen = sync.want() - sync.shown();
        return sync.over() && unseen >= WORTH_TELLING
                ? Optional.of("caught up: " + unseen + " messages from before are in the history")
                : Optional.empty();
    }

    /** Whether a condition is one to find again in the scrollback: nobody was there, or somebody is again. */
    static boolean isWorthALine(Optional<NetworkEvent.Condition> told, NetworkEvent.Condition changed) {
        boolean wasAlone =
                told.filter(last -> last.state() == NetworkEvent.State.ALONE).isPresent();
        return changed.state() == NetworkEvent.State.ALONE
                || (wasAlone && changed.state().isConnected());
    }

    /** How much history follows, and of how much; {@code number} words a number. */
    static String replayed(NetworkEvent.Replayed history, LongFunction<String> number) {
        String stored = number.apply(history.stored()) + " earlier message" + (history.stored() == 1 ? "" : "s");
        return isAll(history) ? stored : number.apply(history.shown()) + " of " + stored;
    }

    /** Whether nothing is left to read on. */
    static boolean isAll(NetworkEvent.Replayed history) {
        return history.shown() >= history.stored();
    }

    /** What must be said before a message that follows one which is not here. */
    static Optional<String> gap(NetworkEvent.Spoken spoken) {
        return spoken.mark() == OrderMark.AFTER_GAP
                ? Optional.of("something is missing here: nobody reachable has it")
                : Optional.empty();
    }

    /**
     * Who came, went or has another name.
     *
     * @param told the last condition that is known, which says whom this node itself did not reach
     */
    static String member(NetworkEvent.MemberChanged changed, MemberNames names, Optional<NetworkEvent.Condition> told) {
        String who = names.of(changed.member().node());
        return switch (changed.change()) {
            case JOINED -> who + " joined";
            case LEFT -> who + " left";
            case RENAMED ->
                names.isSelf(changed.member().node())
                        ? "you are " + who + " now"
                        : Sanitiser.nick(changed.previousNick().orElseThrow().value()) + " is " + who + " now";
            case GONE -> who + " is gone";
            case DROPPED ->
                who + " dropped: "
                        + (isSilentLeader(changed)
                                ? "silent"
                                : noAnswer(changed.member().node(), names, told));
        };
    }

    private static String noAnswer(NodeId who, MemberNames names, Optional<NetworkEvent.Condition> told) {
        if (names.leader().filter(names::isSelf).isPresent()) {
            return "no answer to you";
        }
        String leader = names.leader().map(node -> "leader " + names.of(node)).orElse("the leader");
        boolean norHere = told.filter(last -> last.unreached().contains(who)).isPresent();
        return norHere ? "no answer to you, nor to " + leader : "no answer to " + leader;
    }

    /** Returns whether this is a leader that went silent; the line about the new leader reports it too. */
    static boolean isSilentLeader(NetworkEvent.MemberChanged changed) {
        return changed.reason().filter(DepartureReason.SILENT::equals).isPresent();
    }

    /** Names only the reasons that mean something to a user; {@code /why} explains the others. */
    static String leader(NetworkEvent.LeaderChanged changed, MemberNames names) {
        NodeId to = changed.to().node();
        String leads = names.isSelf(to) ? "you now lead" : names.of(to) + " now leads";
        if (changed.from().filter(names::isSelf).isPresent()) { // how long that took the others is not known here
            String why = changed.reason() == LeaderChangeReason.LEFT ? "you left" : "you were out of reach";
            return why + "; " + leads + details(changed.epoch(), Duration.ZERO);
        }
        String details = details(changed.epoch(), changed.gap());
        if (changed.from().isEmpty()) {
            return leads + details;
        }
        String before = names.of(changed.from().get());
        return switch (changed.reason()) {
            case SILENT -> before + " went silent; " + leads + details;
            case LEFT -> before + " left; " + leads + details;
            default -> leads + " instead of " + before + details;
        };
    }

    static String denied(NetworkEvent.ClaimDenied denied, MemberNames names) {
        return "you asked to lead; the directory still reaches " + names.of(denied.stays()) + ", so nothing changes";
    }

    private static String details(long epoch, Duration gap) {
        List<String> details = new ArrayList<>();
        if (epoch < LONGEST_EPOCH) {
            details.add("epoch " + epoch);
        }
        if (!gap.isZero()) {
            details.add(seconds(gap));
        }
        return details.isEmpty() ? "" : " (" + String.join(", ", details) + ")";
    }

    static String trouble(NetworkName network, NetworkEvent.Trouble trouble) {
        return new Explanations("p2p-chat node --group " + network)
                .of(trouble.problem())
                .line();
    }

    static String ended(NetworkName network, NetworkEvent.Ended ended) {
        return (ended.problem().isPresent() ? "out of " : "left ") + network;
    }

    static String directory(NetworkEvent.DirectoryStarted started) {
        return "no directory at " + started.address()
                + ": started one here (it ends with this node; p2p-chat nds runs one that stays)";
    }

    /** Who lacks a message that is not with everyone. */
    static String missing(NetworkEvent.Delivery delivery, MemberNames names) {
        List<String> parts = new ArrayList<>();
        if (!delivery.failed().isEmpty()) {
            parts.add("did not reach " + names.of(delivery.failed()));
        }
        List<NodeId> awaited = new ArrayList<>(delivery.pending());
        awaited.addAll(delivery.slow());
        if (!awaited.isEmpty()) {
            parts.add("waits for " + names.of(awaited));
        }
        return String.join("; ", parts);
    }

    /** What was said, fit to show. */
    public static String text(ChatMessage message) {
        boolean gone = message.erased().isPresent() || message.kind() == ChatMessage.Kind.DELETE;
        return gone ? DELETED : Sanitiser.text(message.text());
    }

    /** What a message says now. */
    public static String words(NetworkEvent.Spoken spoken) {
        boolean gone = spoken instanceof NetworkEvent.Said said && said.revision() == NetworkEvent.Revision.DELETED;
        return gone ? DELETED : text(spoken.message());
    }

    /** What a message says now, and that it was edited. */
    public static String text(NetworkEvent.Said said) {
        return words(said) + (said.revision() == NetworkEvent.Revision.EDITED ? "  " + EDITED : "");
    }

    /** What is said of the message that this one changes or deletes; {@code time} words a moment. */
    static Optional<MessageStyle.Amends> amends(NetworkEvent.Spoken spoken, LongFunction<String> time) {
        if (spoken instanceof NetworkEvent.Said said) {
            return said.revision() == NetworkEvent.Revision.EDITED
                    ? Optional.of(new MessageStyle.Amends(false, ""))
                    : Optional.empty();
        }
        NetworkEvent.Amended amended = (NetworkEvent.Amended) spoken;
        Optional<String> at = amended.target().map(target -> time.apply(target.sentAt()));
        if (amended.deletes()) {
            String which = at.map(moment -> "the message of " + moment).orElse("an earlier message");
            return Optional.of(new MessageStyle.Amends(true, which));
        }
        String quote = amended.target()
                .map(target -> " \"" + quoted(EARLIER, target) + "\"")
                .orElse("");
        return Optional.of(new MessageStyle.Amends(false, at.orElse("an earlier message") + quote));
    }

    public static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
