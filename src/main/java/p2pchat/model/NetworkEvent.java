package p2pchat.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a network tells whoever watches it: a terminal, a pipe, a program. The same events feed every rendering. */
public sealed interface NetworkEvent {

    /**
     * This node is in.
     *
     * @param wanted the nick that was asked for; another one is given where that is taken
     * @param created whether it founded the network just now
     * @param returned whether it was a member before and got its old id back
     * @param stored how many messages its log holds
     */
    record Entered(MemberId self, Nick nick, Nick wanted, View view, boolean created, boolean returned, long stored)
            implements NetworkEvent {}

    /**
     * The whole condition at each change.
     *
     * @param leader empty while there is none
     * @param silence how long the leader was not heard when it came under suspicion; zero where it is not
     * @param unreached the members that this node does not reach at this moment, ascending
     */
    record Condition(
            State state,
            boolean directoryReachable,
            Optional<NodeId> leader,
            Duration silence,
            long epoch,
            List<Member> members,
            List<NodeId> unreached)
            implements NetworkEvent {
        public Condition {
            members = List.copyOf(members);
            unreached = List.copyOf(unreached);
        }

        /** Where nothing is known of anybody's silence. */
        public Condition(
                State state, boolean directoryReachable, Optional<NodeId> leader, long epoch, List<Member> members) {
            this(state, directoryReachable, leader, Duration.ZERO, epoch, members, List.of());
        }

        /** The same where the leader was not heard for so long, and these members, if they are any, do not answer. */
        public Condition hearing(Duration leaderSilent, Collection<NodeId> silent) {
            List<NodeId> missed = members.stream()
                    .map(Member::node)
                    .filter(silent::contains)
                    .sorted()
                    .toList();
            State now = state == State.CONNECTED && !missed.isEmpty() ? State.PARTIAL : state;
            Duration silence = state == State.SUSPECT ? leaderSilent : Duration.ZERO;
            return new Condition(now, directoryReachable, leader, silence, epoch, members, missed);
        }
    }

    /** Where a node stands in its network. */
    enum State {
        JOINING,
        CONNECTED,
        /** The leader may be gone: it is being looked for. */
        SUSPECT,
        ELECTING,
        /** Others are known, and none of them is here. */
        ALONE,
        /** Connected, but some members do not answer this node. */
        PARTIAL,
        LEFT;

        /** Whether somebody leads, and the others are here. */
        public boolean isConnected() {
            return this == CONNECTED || this == PARTIAL;
        }
    }

    /** Somebody wrote something: anew, or about what they said before. */
    sealed interface Spoken permits Said, Amended {

        ChatMessage message();

        Nick author();

        boolean own();

        /** False for history replayed at the start. */
        boolean live();

        /** By this machine's clock, milliseconds since 1970. */
        long receivedAt();

        /** What there is to say of its place. */
        OrderMark mark();
    }

    /** A message to show. */
    record Said(
            ChatMessage message,
            Nick author,
            boolean own,
            boolean live,
            long receivedAt,
            OrderMark mark,
            Revision revision)
            implements NetworkEvent, Spoken {

        /** A message in its place, as it was said. */
        public Said(ChatMessage message, Nick author, boolean own, boolean live, long receivedAt) {
            this(message, author, own, live, receivedAt, OrderMark.PLAIN, Revision.ORIGINAL);
        }

        /** A message of the stored log. */
        public static Said stored(HistoryEntry entry, boolean own) {
            Revision revision = entry.message().erased().isPresent()
                    ? Revision.DELETED
                    : entry.edited() ? Revision.EDITED : Revision.ORIGINAL;
            return new Said(entry.message(), entry.nick(), own, false, entry.receivedAt(), OrderMark.PLAIN, revision);
        }

        /** What its author made of it since: the text of an edit, or none. */
        public Said amended(ChatMessage by) {
            boolean deleted = by.kind() == ChatMessage.Kind.DELETE;
            return new Said(
                    message.saying(by.text()),
                    author,
                    own,
                    live,
                    receivedAt,
                    mark,
                    deleted ? Revision.DELETED : Revision.EDITED);
        }
    }

    /** What became of a message's text. */
    enum Revision {
        ORIGINAL,
        EDITED,
        DELETED
    }

    /**
     * An author changed or deleted what it said before.
     *
     * @param message the edit or deletion
     * @param about what it speaks of as it was until then, see {@link DeliveredMessage}
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

        /** The message that is changed or deleted, as it was said; empty where it has not come. */
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
     * Who has one of this node's messages by now.
     *
     * @param shares one for each member of the view it was written in, ascending
     * @param elapsed since the writing; once settled, until the last change
     */
    record Delivery(MessageKey key, MessageId id, List<RecipientStatus> shares, Duration elapsed)
            implements NetworkEvent {
        public Delivery {
            shares = List.copyOf(shares);
        }

        /** Whether nothing more will change unless somebody comes back. */
        public boolean settled() {
            return shares.stream().noneMatch(share -> share.state().open());
        }

        /** The members that stored it from us, ascending. */
        public List<NodeId> direct() {
            return in(RecipientStatus.State.DIRECT);
        }

        /** The members that have it through the leader. */
        public List<NodeId> relayed() {
            return in(RecipientStatus.State.RELAYED);
        }

        /** The members that could be reached, did not store it, and may yet. */
        public List<NodeId> slow() {
            return in(RecipientStatus.State.SLOW);
        }

        public List<NodeId> dropped() {
            return in(RecipientStatus.State.DROPPED);
        }

        public List<NodeId> refused() {
            return in(RecipientStatus.State.REFUSED);
        }

        /** The members that are out, or said no, before they had it. */
        public List<NodeId> failed() {
            return shares.stream()
                    .filter(share -> share.state() == RecipientStatus.State.DROPPED
                            || share.state() == RecipientStatus.State.REFUSED)
                    .map(RecipientStatus::member)
                    .toList();
        }

        /** The members that have not acknowledged it. */
        public List<NodeId> pending() {
            return in(RecipientStatus.State.PENDING);
        }

        /** Whoever does not have it, for whatever reason. */
        public List<NodeId> lacking() {
            return shares.stream()
                    .filter(share -> !share.state().stored())
                    .map(RecipientStatus::member)
                    .toList();
        }

        private List<NodeId> in(RecipientStatus.State state) {
            return shares.stream()
                    .filter(share -> share.state() == state)
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
                case UNKNOWN -> Change.GONE;
            };
            return new MemberChanged(change, member, Optional.of(reason), Optional.empty());
        }
    }

    enum Change {
        JOINED,
        LEFT,
        DROPPED,
        RENAMED,
        /** Not in the view any more, for an unknown reason. */
        GONE
    }

    record LeaderChanged(Optional<NodeId> from, Member to, long epoch, LeaderChangeReason reason, Duration gap)
            implements NetworkEvent {}

    /** This node asked for the lead, and did not get it: the directory reaches the leader that seemed to be gone. */
    record ClaimDenied(NodeId stays) implements NetworkEvent {}

    /** No directory answered at the usual address, so one runs inside this process now, and ends with it. */
    record DirectoryStarted(Address address) implements NetworkEvent {}

    /**
     * What follows was said before: the newest messages of the log, or of the leader's for whoever is new, as history.
     *
     * @param shown how many follow; at least one
     * @param stored how many the log holds
     */
    record Replayed(int shown, long stored) implements NetworkEvent {}

    /**
     * How far this node has caught up with what was said before it came. {@code have} equals {@code want} once, when that
     * is over, also where there was nothing to fetch.
     *
     * @param shown how many of them were for the screen: who watches knows of those
     */
    record Sync(long have, long want, long shown) implements NetworkEvent {
        public Sync(long have, long want) {
            this(have, want, 0);
        }

        public boolean over() {
            return have == want;
        }
    }

    /** Something a person must know of; the node goes on. */
    record Trouble(Problem problem) implements NetworkEvent {}

    /** The node is out: for good ({@code problem} says why), or because it was told to leave. */
    record Ended(Optional<Problem> problem) implements NetworkEvent {}
}
