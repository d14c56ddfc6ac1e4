package p2pchat.console.input;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.console.text.PointInTime;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.SearchPattern;

/** A request to the node other than sending a message. */
public sealed interface NodeQuery {

    /** Why the leader leads: the last election. */
    record WhyLeader() implements NodeQuery {}

    /** The networks that the directory knows now if {@code refresh}, or in its last answer. */
    record Networks(boolean refresh) implements NodeQuery {}

    record Members() implements NodeQuery {}

    record Status() implements NodeQuery {}

    record Rename(Nick nick) implements NodeQuery {}

    /** The newest {@code count} messages. */
    record History(int count) implements NodeQuery {}

    /** The newest {@code count} messages that match all criteria. {@code text} may match anywhere in one. */
    record Search(Optional<Nick> from, Optional<PointInTime> since, Optional<SearchPattern> text, int count)
            implements NodeQuery {}

    /** Writes the whole log to a file that does not exist yet. */
    record Export(Path file, ExportFormat format) implements NodeQuery {}

    /** About one message, by its id; {@code key} tells apart messages that claim the same id. */
    sealed interface OfMessage extends NodeQuery {
        MessageId id();

        Optional<MessageKey> key();
    }

    record Message(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    /** Who has the message, and why others do not. */
    record WhyMessage(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    record Info() implements NodeQuery {}

    /** Shows the number to compare with a member; if {@code confirmed}, remembers that it matched. */
    record Verify(Nick nick, boolean confirmed) implements NodeQuery {}

    /** Lists the people whose keys this user has compared. */
    record VerifiedPeople() implements NodeQuery {}

    /** Decides about the network. */
    record Decide(RosterWish wish) implements NodeQuery {}

    /** Whether the node would decide this, before the user is asked to confirm it. */
    record CheckDecision(RosterWish wish) implements NodeQuery {}

    /** Who may do what, or a part of it. */
    record Roster(RosterPart part) implements NodeQuery {}

    /** A part of the roster. */
    sealed interface RosterPart {}

    /** Everything except the invitations. */
    record Everyone() implements RosterPart {}

    record Topic() implements RosterPart {}

    record Policy() implements RosterPart {}

    record Devices() implements RosterPart {}

    record Invitations() implements RosterPart {}

    /** What was decided about a person. */
    record About(Nick nick) implements RosterPart {

        /** Returns the people that it concerns, with a nick or named only by the roster. */
        public List<PersonKey> people(RosterListing listing) {
            return Stream.concat(listing.nicks().keySet().stream(), listing.authority().people().keySet().stream())
                    .distinct()
                    .filter(person ->
                            isKey(person) || nick.equals(listing.nicks().get(person)))
                    .sorted(Comparator.comparing(PersonKey::toString))
                    .toList();
        }

        private boolean isKey(PersonKey person) {
            return person.fingerprint().value().equals(nick.value());
        }

        /** Returns whether it is about this person, who may be named by the short key too. */
        public boolean matches(PersonKey person, Nick known) {
            return known.equals(nick) || isKey(person);
        }
    }
}
