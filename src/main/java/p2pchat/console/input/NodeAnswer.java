package p2pchat.console.input;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.journal.ElectionTimeline;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.VectorClock;
import p2pchat.model.Verification;
import p2pchat.proof.MessageProof;

/** The node's answer to a {@link NodeQuery}. */
public sealed interface NodeAnswer {

    /** The last change of leader as this node saw it; empty if there was none since it started. */
    record Why(Optional<ElectionTimeline> timeline) implements NodeAnswer {}

    /**
     * The networks that the directory listed last.
     *
     * @param age of the list; empty if there is none
     * @param reachable whether the directory answered the last request
     */
    record Networks(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) implements NodeAnswer {}

    record Members(NetworkStatus status) implements NodeAnswer {}

    /**
     * The state of this node.
     *
     * @param home the directory with its logs
     * @param open how many of its messages are not delivered to all members
     */
    record Status(NetworkStatus status, Path home, int open) implements NodeAnswer {
        public Status withPending(int count) {
            return new Status(status, home, count);
        }
    }

    /** The new nick, which differs from the requested one if another member uses that. */
    record Renamed(Nick nick, Nick requested) implements NodeAnswer {}

    /**
     * Messages of the log, oldest first.
     *
     * @param numbers one for each message, for references; added by the session
     * @param searched whether it answers a search, not a history
     */
    record Listing(List<NetworkEvent.Said> messages, List<Integer> numbers, boolean searched) implements NodeAnswer {
        public Listing {
            messages = List.copyOf(messages);
            numbers = List.copyOf(numbers);
        }
    }

    record Message(NetworkEvent.Said said, VectorClock clock, Signed signed) implements NodeAnswer {}

    /** The members that have a message; {@code delivery} is empty if another member wrote it. */
    record WhyMessage(NetworkEvent.Said said, Optional<DeliveryReport> delivery, Signed signed) implements NodeAnswer {}

    /** What proves a message, and the keys that this user knows. */
    record Signed(MessageProof proof, NetworkStatus.Keys known) {}

    record Exported(Path file, long messages) implements NodeAnswer {}

    /** The network; {@code roster} is empty until the node knows it. */
    record Info(NetworkStatus status, Optional<RosterListing> roster) implements NodeAnswer {}

    record Compared(Verification verification) implements NodeAnswer {}

    /** The people whose keys this user has compared, with their nicks at that time. */
    record VerifiedPeople(Map<PersonKey, Nick> people) implements NodeAnswer {}

    /** The wish is fulfilled. */
    record Decided(NetworkName network, RosterWish wish, RosterWish.Fulfilled result) implements NodeAnswer {}

    /** The node would decide it. */
    record Decidable(RosterWish wish) implements NodeAnswer {}

    /** The roster; {@code part} is what to show of it. */
    record Roster(NodeQuery.RosterPart part, NetworkName network, RosterListing listing) implements NodeAnswer {}
}
