package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Act;
import p2pchat.model.ChatMessage;
import p2pchat.model.DepartureReason;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;

/** Text for network events, without icons and colors. */
public record EventText(MemberNames names, Punctuation punctuation) {

    static final String CONNECTED = "connected";

    /** A directory that lost its records continues from the time of day; such epochs are too long to show. */
    public static final long MAX_SHOWN_EPOCH = 1_000_000;

    /** Fewer late messages than this are not reported. */
    static final int MIN_CAUGHT_UP = 5;

    /** Length in code points of the excerpt that identifies an earlier message. */
    static final int EXCERPT = 20;

    /** Returns the notice for an event without further state; empty if there is none. */
    Optional<String> notice(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            return Optional.of(leader(changed));
        }
        if (event instanceof NetworkEvent.ClaimDenied denied) {
            return Optional.of("you claimed the lead, but the directory still reaches " + names.of(denied.stays()));
        }
        if (event instanceof NetworkEvent.LeaderLied lied) {
            return Optional.of(leaderLied(lied));
        }
        if (event instanceof NetworkEvent.Forked forked) {
            return Optional.of(forked(forked));
        }
        if (event instanceof NetworkEvent.Voided voided) {
            return Optional.of(voided(voided));
        }
        if (event instanceof NetworkEvent.DirectoryLied lied) {
            return Optional.of("the directory has named two leaders at once, "
                    + names.of(lied.stays().node()) + " and "
                    + names.of(lied.yields().node()) + "; "
                    + names.of(lied.stays().node())
                    + ", with the lower number, leads: the directory's key was copied, or its program is hostile");
        }
        if (event instanceof NetworkEvent.Sync sync) {
            long unseen = sync.want() - sync.shown();
            return sync.isComplete() && unseen >= MIN_CAUGHT_UP
                    ? Optional.of("caught up; " + count(unseen, "earlier message") + " are in the history")
                    : Optional.empty();
        }
        if (event instanceof NetworkEvent.Trouble trouble) {
            return Optional.of(
                    Explanations.ofNode(network).of(trouble.problem()).line());
        }
        if (event instanceof NetworkEvent.PeopleIdentified) {
            return Optional.empty();
        }
        if (event instanceof NetworkEvent.Standing) {
            return advice();
        }
        if (event instanceof NetworkEvent.Decided decided) {
            return decided(network, decided.decision());
        }
        if (event instanceof NetworkEvent.ApprovalWanted) {
            return approvalWanted();
        }
        if (event instanceof NetworkEvent.NewKey changed) {
            return Optional.of(newKey(changed));
        }
        if (event instanceof NetworkEvent.DirectoryStarted started) {
            return Optional.of("no directory at " + started.address()
                    + ", so this node runs one until you quit (for a permanent one: p2p-chat nds)");
        }
        if (event instanceof NetworkEvent.Ended ended) {
            if (names.self().isEmpty()) { // this node never joined; the error explains a problem
                return ended.problem().isPresent() ? Optional.empty() : Optional.of("did not join " + network);
            }
            return Optional.of((ended.problem().isPresent() ? "disconnected from " : "left ") + network);
        }
        throw new AssertionError("no text for " + event);
    }

    /** Returns what the only owner should do, once. */
    Optional<String> advice() {
        return names.roster().owners() == RosterFacts.Owners.ADVISE_NOW
                ? Optional.of(
                        "you are the only owner; if you lose your key, roles can never change again: /role NICK owner"
                                + " names a second one")
                : Optional.empty();
    }

    private Optional<String> decided(NetworkName network, RosterDecision decision) {
        RosterFacts roster = names.roster();
        DecisionText text = new DecisionText(network.value(), roster.self());
        return decision.valid()
                ? text.notice(decision, roster.standing())
                : Optional.of(text.voided(
                        decision, Optional.ofNullable(roster.restrictions().get(decision.by()))));
    }

    /** Names the people that have just begun to wait. */
    private Optional<String> approvalWanted() {
        List<RosterListing.Applicant> asking = names.roster().asking();
        return asking.isEmpty()
                ? Optional.empty()
                : Optional.of(asking.stream().map(RosterText::asks).collect(Collectors.joining("; ")));
    }

    private static String newKey(NetworkEvent.NewKey changed) {
        String nick = Sanitiser.nick(changed.member().nick().value());
        String known = Sanitiser.nick(changed.known().value());
        return nick + (nick.equals(known) ? " has" : " looks like " + known + " and has") + " a different key than the "
                + (changed.verified() ? known + " you verified" : "earlier " + known) + " (" + changed.key() + ", not "
                + changed.before() + "); /verify " + nick + " compares keys";
    }

    /** Returns who can come into a network that this node has just created. */
    Optional<String> founded(NetworkName network, NetworkEvent.Entered entered) {
        return names.roster()
                .standing()
                .filter(now -> entered.created())
                .map(now -> network
                        + (now.isClosed() ? " is closed: " : " is open: ")
                        + DecisionText.admitted(now.policy())
                        + (now.isClosed() ? "; /invite makes one" : "; /policy invite closes it"));
    }

    String entered(NetworkName network, NetworkEvent.Entered entered) {
        NodeId self = entered.self().node();
        String as = network + " as " + names.nick(self) + " (#" + self.value() + ")" + punctuation.separator();
        if (entered.created()) {
            return "you started " + as + "you lead";
        }
        NodeId leader = entered.view().leader();
        return (entered.returned() ? "you are back in " : "you joined ")
                + as
                + (names.isSelf(leader) ? "you lead" : names.of(leader) + " leads")
                + punctuation.separator()
                + count(entered.view().members().size(), "member");
    }

    /** Returns a notice if the wanted nick was in use; empty if it was granted. */
    static Optional<String> nickInUse(Nick wanted, Nick granted) {
        return wanted.equals(granted)
                ? Optional.empty()
                : Optional.of("nick \"" + Sanitiser.nick(wanted.value()) + "\" is in use; you are "
                        + Sanitiser.nick(granted.value()));
    }

    /** Returns the condition. Conditions with equal text are reported once. */
    String condition(NetworkEvent.Condition condition) {
        boolean directory = condition.directoryReachable();
        if (condition.state() == NetworkEvent.State.JOINING && !directory) {
            return "not connected: cannot reach the directory; retrying";
        }
        String state = switch (condition.state()) {
            case JOINING -> "joining";
            case CONNECTED -> CONNECTED;
            case SUSPECT -> condition.leader().map(names::of).orElse("the leader") + " is not responding";
            case ELECTING -> directory ? "choosing a leader" : "no leader";
            case ALONE -> "you are alone; messages are saved and delivered when others join";
            case PARTIAL -> "cannot reach " + names.of(condition.unreached());
            case LEFT -> "left";
        };
        return directory ? state : state + punctuation.separator() + "directory unreachable, retrying";
    }

    /**
     * Returns whether a live terminal prints a condition: only when the other members are gone or back. What is between,
     * such as an election, is in the status line.
     */
    static boolean isPrintedLive(boolean wasAlone, NetworkEvent.Condition changed) {
        return wasAlone ? changed.state().isConnected() : changed.state() == NetworkEvent.State.ALONE;
    }

    static String replayed(NetworkEvent.Replayed history, LongFunction<String> number) {
        String stored = number.apply(history.stored()) + " earlier message" + (history.stored() == 1 ? "" : "s");
        return isComplete(history) ? stored : number.apply(history.shown()) + " of " + stored;
    }

    /** Returns whether the whole log follows. */
    static boolean isComplete(NetworkEvent.Replayed history) {
        return history.shown() >= history.stored();
    }

    /** Returns the notice before a message that follows a missing one. */
    static Optional<String> gap(NetworkEvent.Spoken spoken) {
        return spoken.mark() == OrderMark.AFTER_GAP
                ? Optional.of("messages are missing here; no reachable member has them")
                : Optional.empty();
    }

    /** Returns the remark on a message of which two versions exist, or that arrived after messages that follow it. */
    Optional<String> remark(HistoryGaps gaps, NetworkEvent.Spoken spoken) {
        if (spoken instanceof NetworkEvent.Said said && said.forked()) {
            return Optional.of(punctuation.differs() + "two versions exist");
        }
        return gaps.late(spoken)
                .map(late -> late.before()
                        .map(before -> "late, belongs before " + quote(before))
                        .orElse("late, after replies to it"));
    }

    /** @param last the last condition, which lists the members that this node could not reach */
    String member(NetworkEvent.MemberChanged changed, Optional<NetworkEvent.Condition> last) {
        NodeId node = changed.member().node();
        String who = names.of(node);
        return switch (changed.change()) {
            case JOINED -> who + " joined" + admission(node);
            case LEFT -> who + " left";
            case RENAMED -> {
                String before = changed.previousNick()
                        .map(nick -> Sanitiser.nick(nick.value()))
                        .orElse("#" + node.value());
                yield names.isSelf(node) ? "you are now " + who : before + " is now " + who;
            }
            case GONE -> who + (isRemoved(changed) ? " was removed" + remover(node) : " is no longer a member");
            case DROPPED -> who + " timed out" + (isSilentLeader(changed) ? "" : " (" + noAnswer(node, last) + ")");
        };
    }

    /** Returns what admitted a member, unless its notice has named the member already. */
    private String admission(NodeId member) {
        return unnamedAdmission(member)
                .map(decision -> new DecisionText("", names.roster().self()).admission(decision))
                .orElse("");
    }

    private Optional<RosterDecision> unnamedAdmission(NodeId member) {
        return Optional.ofNullable(names.people().get(member))
                .map(person -> names.roster().admissions().get(person));
    }

    /** Returns whether the notice that a member joined says more than that. */
    boolean isExplained(NetworkEvent.MemberChanged changed) {
        return changed.change() == NetworkEvent.Change.JOINED
                && unnamedAdmission(changed.member().node()).isPresent();
    }

    private static boolean isRemoved(NetworkEvent.MemberChanged changed) {
        return changed.reason().filter(DepartureReason.REMOVED::equals).isPresent();
    }

    private String remover(NodeId removed) {
        return removal(removed)
                .flatMap(RosterDecision::byNick)
                .map(nick -> " by " + Sanitiser.nick(nick.value()))
                .orElse("");
    }

    private Optional<RosterDecision> removal(NodeId member) {
        return Optional.ofNullable(names.people().get(member))
                .map(names.roster()::removal)
                .orElseGet(() -> names.roster().removal(names.nick(member)));
    }

    /** Returns whether the notice of a removal has already reported that a member is gone. */
    boolean isReported(NetworkEvent.MemberChanged changed) {
        return isRemoved(changed) && removal(changed.member().node()).isPresent();
    }

    private String noAnswer(NodeId member, Optional<NetworkEvent.Condition> last) {
        if (names.leader().filter(names::isSelf).isPresent()) {
            return "no answer to you";
        }
        String leader = names.leader().map(node -> "leader " + names.of(node)).orElse("the leader");
        boolean unreached =
                last.filter(known -> known.unreached().contains(member)).isPresent();
        return unreached ? "no answer to you or " + leader : "no answer to " + leader;
    }

    /** Returns whether this is a leader that went silent; the line about the new leader reports it too. */
    static boolean isSilentLeader(NetworkEvent.MemberChanged changed) {
        return changed.reason().filter(DepartureReason.SILENT::equals).isPresent();
    }

    private String leaderLied(NetworkEvent.LeaderLied lied) {
        NodeId liar = lied.leader().node();
        return names.isSelf(liar)
                ? "you led with two different lists of members, so no member accepts you as leader any more: your data"
                        + " folder was copied, and both copies run"
                : names.of(liar) + " led with two different lists of members and is not accepted as leader any more:"
                        + " its data folder was copied and both copies run, or its program is hostile";
    }

    private static String voided(NetworkEvent.Voided voided) {
        String author = Sanitiser.nick(voided.nick().value());
        boolean removed =
                voided.because().filter(of -> of.act() instanceof Act.Remove).isPresent();
        String by = voided.because()
                .map(of -> of.own()
                        ? "you"
                        : of.byNick().map(nick -> Sanitiser.nick(nick.value())).orElse("an admin"))
                .orElse("an admin");
        long messages = voided.messages().size();
        return count(messages, "message") + " of " + author + " no longer " + (messages == 1 ? "counts" : "count")
                + ", because " + by + (removed ? " removed " : " restricted ") + author;
    }

    private static String forked(NetworkEvent.Forked forked) {
        if (forked.own()) {
            return "a copy of your data folder has sent messages, too, so you continue here as a new member; your"
                    + " messages from number " + forked.from() + " on exist in two versions";
        }
        String nick = Sanitiser.nick(forked.nick().value());
        String both = nick + ", or a copy of " + nick + "'s data folder, signed both";
        return forked.frozen()
                ? nick + "'s messages from number " + forked.from() + " on exist in two versions: " + both
                : "a second version of " + nick + "'s messages from number " + forked.from() + " on turned up: " + both
                        + "; the one you have was answered, so it stays";
    }

    /** Names only the reasons that mean something to a user; {@code /why} explains the others. */
    private String leader(NetworkEvent.LeaderChanged changed) {
        NodeId to = changed.to().node();
        if (changed.from().map(names::of).filter(names.of(to)::equals).isPresent()) { // perhaps under another id
            return (names.isSelf(to) ? "you lead" : names.of(to) + " leads") + " again"
                    + details(changed.epoch(), changed.gap());
        }
        String leads = names.isSelf(to) ? "you now lead" : names.of(to) + " now leads";
        if (changed.from().filter(names::isSelf).isPresent()) { // the old leader does not know how long it took
            String why = switch (changed.reason()) {
                case LEFT -> "you left";
                case STORE_STALLED -> "your disk did not respond";
                case DISMISSED -> "you may not lead any more";
                default -> "you were unreachable";
            };
            return why + "; " + leads + details(changed.epoch(), Duration.ZERO);
        }
        String details = details(changed.epoch(), changed.gap());
        if (changed.from().isEmpty()) {
            return leads + details;
        }
        String before = names.of(changed.from().get());
        return switch (changed.reason()) {
            case SILENT -> before + " stopped responding; " + leads + details;
            case LEFT -> before + " left; " + leads + details;
            case DISMISSED -> leads + " because " + before + " may not lead any more" + details;
            case LIED -> leads + " because " + before + " lied" + details;
            default -> leads + " instead of " + before + details;
        };
    }

    private static String details(long epoch, Duration gap) {
        List<String> details = new ArrayList<>();
        if (epoch < MAX_SHOWN_EPOCH) {
            details.add("epoch " + epoch);
        }
        if (!gap.isZero()) {
            details.add(seconds(gap));
        }
        return details.isEmpty() ? "" : " (" + String.join(", ", details) + ")";
    }

    /** Returns which members lack a message. */
    String missing(NetworkEvent.Delivery delivery) {
        List<String> parts = new ArrayList<>();
        if (!delivery.failed().isEmpty()) {
            parts.add("not delivered to " + names.of(delivery.failed()));
        }
        List<NodeId> awaited = new ArrayList<>(delivery.pending());
        awaited.addAll(delivery.slow());
        if (!awaited.isEmpty()) {
            parts.add("waiting for " + names.of(awaited));
        }
        return String.join("; ", parts);
    }

    /** Returns what a message edits or deletes, if it does. */
    Optional<MessageStyle.Amends> amends(NetworkEvent.Spoken spoken, LongFunction<String> time) {
        if (spoken instanceof NetworkEvent.Said said) {
            return said.revision() == NetworkEvent.Revision.EDITED
                    ? Optional.of(new MessageStyle.Amends(false, ""))
                    : Optional.empty();
        }
        NetworkEvent.Amended amended = (NetworkEvent.Amended) spoken;
        String which = amended.target()
                .map(target -> amended.deletes()
                        ? possessive(amended, target, names) + " message from " + time.apply(target.sentAt())
                        : time.apply(target.sentAt()) + " " + quote(target))
                .orElse("an earlier message");
        return Optional.of(new MessageStyle.Amends(amended.deletes(), which));
    }

    /** Returns whose message was edited or deleted: "the", or of the author if another member did. */
    static String possessive(NetworkEvent.Amended amended, ChatMessage target, MemberNames names) {
        return target.author().equals(amended.message().author()) ? "the" : names.of(target.author()) + "'s";
    }

    /** Returns the beginning of a message in quotation marks. */
    String quote(ChatMessage message) {
        return "\"" + MessageText.excerpt(EXCERPT, MessageText.of(message), punctuation) + "\"";
    }

    public static String count(long number, String what) {
        return grouped(number) + " " + what + (number == 1 ? "" : "s");
    }

    /** Returns a number with separators, such as {@code 1,284}. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
