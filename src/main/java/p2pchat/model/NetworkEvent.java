package p2pchat.model;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event of a network for its listener: a terminal, a pipe or a program. */
public sealed interface NetworkEvent {

    /**
     * This node has entered the network.
     *
     * @param wanted the nick it asked for
     * @param created whether it has just created the network
     * @param returned whether it was a member before and got its old id back
     * @param stored the number of messages in its log
     */
    record Entered(MemberId self, Nick nick, Nick wanted, View view, boolean created, boolean returned, long stored)
            implements NetworkEvent {}

    /**
     * The condition of the network, at each change.
     *
     * @param leader empty while there is none
     * @param leaderSilence how long the leader was silent when it became suspected; zero if it is not
     * @param unreached the members that this node does not reach now, ascending
     */
    record Condition(
            State state,
            boolean directoryReachable,
            Optional<NodeId> leader,
            Duration leaderSilence,
            long epoch,
            List<Member> members,
            List<NodeId> unreached)
            implements NetworkEvent {
        public Condition {
            members = List.copyOf(members);
            unreached = List.copyOf(unreached);
        }

        /** Creates a condition without silent members. */
        public Condition(
                State state, boolean directoryReachable, Optional<NodeId> leader, long epoch, List<Member> members) {
            this(state, directoryReachable, leader, Duration.ZERO, epoch, members, List.of());
        }

        /** Adds how long the leader has been silent, if it is suspected, and which members do not answer. */
        public Condition withReachability(Duration leaderSilence, Collection<NodeId> silent) {
            List<NodeId> unreached = members.stream()
                    .map(Member::node)
                    .filter(silent::contains)
                    .sorted()
                    .toList();
            return new Condition(
                    state == State.CONNECTED && !unreached.isEmpty() ? State.PARTIAL : state,
                    directoryReachable,
                    leader,
                    state == State.SUSPECT ? leaderSilence : Duration.ZERO,
                    epoch,
                    members,
                    unreached);
        }
    }

    enum State {
        JOINING,
        CONNECTED,
        /** The leader may be gone and is being checked. */
        SUSPECT,
        ELECTING,
        /** No other known member is present. */
        ALONE,
        /** Connected, but some members do not answer. */
        PARTIAL,
        LEFT;

        public boolean isConnected() {
            return this == CONNECTED || this == PARTIAL;
        }
    }

    /** A message to show, or an amendment of one. */
    sealed interface Spoken permits Said, Amended {

        ChatMessage message();

        Nick author();

        boolean own();

        /** False for history. */
        boolean live();

        /** By this machine's clock, milliseconds since 1970. */
        long receivedAt();

        OrderMark mark();
    }

    /**
     * A message to show.
     *
     * @param forked whether its author is known to have signed several versions of it or of an earlier message
     * @param deletedBy the admin who deleted it; empty if its author did, or nobody
     */
    record Said(
            ChatMessage message,
            Nick author,
            boolean own,
            boolean live,
            long receivedAt,
            OrderMark mark,
            Revision revision,
            boolean forked,
            Optional<Nick> deletedBy)
            implements NetworkEvent, Spoken {

        /** Creates an event for a message that no admin deleted. */
        public Said(
                ChatMessage message,
                Nick author,
                boolean own,
                boolean live,
                long receivedAt,
                OrderMark mark,
                Revision revision,
                boolean forked) {
            this(message, author, own, live, receivedAt, mark, revision, forked, Optional.empty());
        }

        /** Creates an event for an original message in causal order. */
        public Said(ChatMessage message, Nick author, boolean own, boolean live, long receivedAt) {
            this(message, author, own, live, receivedAt, OrderMark.PLAIN, Revision.ORIGINAL, false);
        }

        /** Creates an event for a message of the stored log. */
        public static Said stored(HistoryEntry entry, boolean own) {
            Revision revision = entry.message().isErased()
                    ? Revision.DELETED
                    : entry.edited() ? Revision.EDITED : Revision.ORIGINAL;
            return new Said(
                    entry.message(),
                    entry.nick(),
                    own,
                    false,
                    entry.receivedAt(),
                    OrderMark.PLAIN,
                    revision,
                    entry.forked(),
                    entry.deletedBy());
        }

        /** Applies an edit or deletion. */
        public Said amended(ChatMessage by) {
            boolean deleted = by.kind() == ChatMessage.Kind.DELETE;
            return new Said(
                    message.withText(by.text()),
                    author,
                    own,
                    live,
                    receivedAt,
                    mark,
                    deleted ? Revision.DELETED : Revision.EDITED,
                    forked);
        }
    }

    enum Revision {
        ORIGINAL,
        EDITED,
        DELETED
    }

    /**
     * An author edited or deleted a message, or an admin deleted it.
     *
     * @param message the edit or deletion
     * @param about the message before the change, see {@link DeliveredMessage}
     */
    record Amended(
            ChatMessage message,
            List<ChatMessage> about,
            Nick author,
            boolean own,
            boolean live,
            long receivedAt,
            OrderMark mark)
            implements NetworkEvent, Spoken {
        public Amended {
            about = List.copyOf(about);
        }

        /** Returns the key of the original message. */
        public MessageKey targetKey() {
            return message.amendedMessage().or(message::moderatedMessage).orElse(message.key());
        }

        /** Returns the original message; empty if it has not arrived. */
        public Optional<ChatMessage> target() {
            return about.stream()
                    .filter(said -> said.kind() == ChatMessage.Kind.TEXT)
                    .findFirst();
        }

        public boolean deletes() {
            return message.kind() == ChatMessage.Kind.DELETE;
        }
    }

    /**
     * The delivery of one of this node's messages.
     *
     * @param recipients one for each member of the view in which it was written, ascending
     * @param elapsed the time since writing; once settled, until the last change
     */
    record Delivery(MessageKey key, MessageId id, List<RecipientStatus> recipients, Duration elapsed)
            implements NetworkEvent {
        public Delivery {
            recipients = List.copyOf(recipients);
        }

        /** Whether nothing will change unless a member returns. */
        public boolean isSettled() {
            return recipients.stream().noneMatch(recipient -> recipient.state().isOpen());
        }

        public List<NodeId> direct() {
            return in(RecipientStatus.State.DIRECT);
        }

        public List<NodeId> relayed() {
            return in(RecipientStatus.State.RELAYED);
        }

        public List<NodeId> slow() {
            return in(RecipientStatus.State.SLOW);
        }

        public List<NodeId> dropped() {
            return in(RecipientStatus.State.DROPPED);
        }

        public List<NodeId> refused() {
            return in(RecipientStatus.State.REFUSED);
        }

        /** Returns the members that were dropped or refused it. */
        public List<NodeId> failed() {
            return recipients.stream()
                    .filter(recipient -> recipient.state() == RecipientStatus.State.DROPPED
                            || recipient.state() == RecipientStatus.State.REFUSED)
                    .map(RecipientStatus::member)
                    .toList();
        }

        public List<NodeId> pending() {
            return in(RecipientStatus.State.PENDING);
        }

        /** Returns the members that do not have it. */
        public List<NodeId> lacking() {
            return recipients.stream()
                    .filter(recipient -> !recipient.state().isStored())
                    .map(RecipientStatus::member)
                    .toList();
        }

        private List<NodeId> in(RecipientStatus.State state) {
            return recipients.stream()
                    .filter(recipient -> recipient.state() == state)
                    .map(RecipientStatus::member)
                    .toList();
        }
    }

    /**
     * A member joined, departed, or changed its nick.
     *
     * @param reason why it departed; empty if it did not
     * @param previousNick set only if the nick changed
     */
    record MemberChanged(Change change, Member member, Optional<DepartureReason> reason, Optional<Nick> previousNick)
            implements NetworkEvent {

        public static MemberChanged joined(Member member) {
            return new MemberChanged(Change.JOINED, member, Optional.empty(), Optional.empty());
        }

        public static MemberChanged renamed(Member member, Nick previous) {
            return new MemberChanged(Change.RENAMED, member, Optional.empty(), Optional.of(previous));
        }

        public static MemberChanged departed(Member member, DepartureReason reason) {
            Change change = switch (reason) {
                case LEFT -> Change.LEFT;
                case SILENT, UNREACHABLE -> Change.DROPPED;
                case REMOVED, UNKNOWN -> Change.GONE;
            };
            return new MemberChanged(change, member, Optional.of(reason), Optional.empty());
        }
    }

    /**
     * Names the persons behind members, before any other event about these members. Shown only as part of other events.
     */
    record PeopleIdentified(Map<NodeId, PersonKey> people) implements NetworkEvent {
        public PeopleIdentified {
            people = Map.copyOf(people);
        }
    }

    /**
     * A member has a nick that this user knows from another person.
     *
     * @param key of the member
     * @param known the nick of the other person; equal to the member's or looks like it
     * @param before the key of the other person
     * @param verified whether this user has compared the key of the other person
     */
    record NewKey(Member member, PersonKey key, Nick known, PersonKey before, boolean verified)
            implements NetworkEvent {}

    enum Change {
        JOINED,
        LEFT,
        DROPPED,
        RENAMED,
        /** Not in the view any more, because a statement removed it or for an unknown reason. */
        GONE
    }

    record LeaderChanged(Optional<NodeId> from, Member to, long epoch, LeaderChangeReason reason, Duration gap)
            implements NetworkEvent {}

    /** The directory denied this node's claim, because it reaches the leader. */
    record ClaimDenied(NodeId stays) implements NetworkEvent {}

    /**
     * This member has signed two different views with one id, so it cannot lead any more.
     *
     * @param epoch of the views
     */
    record LeaderLied(Member leader, long epoch) implements NetworkEvent {}

    /**
     * Two versions of an author's messages exist, because the author or a copy of its store signed both.
     *
     * @param nick of the author
     * @param from the number of the first such message
     * @param frozen whether both count as disputed. Otherwise others have answered the one that this log has
     * @param own whether this node is the author. It continues as a new member
     */
    record Forked(NodeId author, Nick nick, long from, boolean frozen, boolean own) implements NetworkEvent {}

    /**
     * Texts of an author that were delivered do not count any more (protocol 2.13).
     *
     * @param nick of the author
     * @param because the decision on the author; empty if it is not known
     */
    record Voided(NodeId author, Nick nick, Ranges messages, Optional<RosterDecision> because)
            implements NetworkEvent {}

    /**
     * The directory has granted one epoch to two members.
     *
     * @param stays the one with the lower id, which all members follow
     */
    record DirectoryLied(long epoch, Member stays, Member yields) implements NetworkEvent {}

    /**
     * A statement has come, or an earlier one has lost its effect (then it is not valid).
     *
     * @param decision what was decided, and by whom
     */
    record Decided(RosterDecision decision) implements NetworkEvent {}

    /**
     * What the statements of the network amount to, at each change. Shown only as part of other events.
     *
     * @param self this user
     * @param roles of the people that statements name and that are in the network, and of the founder
     * @param statements whether there are any
     */
    record Standing(
            PersonKey self,
            AdmissionPolicy policy,
            boolean locked,
            String topic,
            Map<PersonKey, MemberRole> roles,
            boolean statements)
            implements NetworkEvent {
        public Standing {
            roles = Map.copyOf(roles);
        }

        /** Returns what an authority means for a user. */
        public static Standing of(Authority authority, PersonKey self) {
            Map<PersonKey, MemberRole> roles = new LinkedHashMap<>();
            authority
                    .people()
                    .forEach((person, standing) -> standing.role().ifPresent(role -> roles.put(person, role)));
            return new Standing(
                    self,
                    authority.policy(),
                    authority.locked(),
                    authority.topic(),
                    roles,
                    !authority.frontier().equals(Authority.NO_STATEMENTS));
        }

        /** Returns whether those who are not named cannot enter. */
        public boolean isClosed() {
            return locked || policy != AdmissionPolicy.OPEN;
        }

        /** Returns the role of a person, which may not be in the network; then it is empty if the network is closed. */
        public Optional<MemberRole> role(PersonKey person) {
            return Optional.ofNullable(roles.get(person))
                    .or(() -> isClosed() ? Optional.empty() : Optional.of(MemberRole.MEMBER));
        }
    }

    /** People wait for an approval; shown to admins. Empty: nobody any more. */
    record ApprovalWanted(List<RosterListing.Applicant> waiting) implements NetworkEvent {}

    /** A directory now runs inside this process, because none answered at the default address. */
    record DirectoryStarted(Address address) implements NetworkEvent {}

    /**
     * Precedes the newest messages of the log, or of the leader's log for a new member, as history.
     *
     * @param shown the number of messages that follow, at least one
     * @param stored the number of messages in the log
     */
    record Replayed(int shown, long stored) implements NetworkEvent {}

    /**
     * The progress of fetching missed messages. {@code have} equals {@code want} exactly once, at the end, even if
     * nothing was missing.
     *
     * @param shown how many of them were shown
     */
    record Sync(long have, long want, long shown) implements NetworkEvent {
        public Sync(long have, long want) {
            this(have, want, 0);
        }

        public boolean isComplete() {
            return have == want;
        }
    }

    /** A problem to show to the user; the node continues. */
    record Trouble(Problem problem) implements NetworkEvent {}

    /** The node has left on request, or has ended because of a problem. */
    record Ended(Optional<Problem> problem) implements NetworkEvent {}
}
