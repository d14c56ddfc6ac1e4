package p2pchat.console.input;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.journal.ElectionTimeline;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.VectorClock;

/** What the node answers to a {@link NodeQuery}. */
public sealed interface NodeAnswer {

    /** Whether it holds what others wrote, which stays as it is. */
    default boolean quotesUserText() {
        return this instanceof Listing || this instanceof Message || this instanceof WhyMessage;
    }

    /** The last change of leader as this node lived through it; empty if there was none since it started. */
    record Why(Optional<ElectionTimeline> timeline) implements NodeAnswer {}

    /**
     * What the directory said last.
     *
     * @param age since it said so; empty if it never did
     * @param reachable whether it answered when it was asked last
     */
    record Networks(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) implements NodeAnswer {}

    /** Who is here, and who went. */
    record Members(NetworkStatus status) implements NodeAnswer {}

    /**
     * How this node stands.
     *
     * @param home the folder with its logs
     * @param open how many of its messages are not with everyone yet
     */
    record Status(NetworkStatus status, Path home, int open) implements NodeAnswer {
        public Status withPending(int count) {
            return new Status(status, home, count);
        }
    }

    /**
     * This is the nick now; everybody is told.
     *
     * @param requested the same, unless somebody else has it
     */
    record Renamed(Nick nick, Nick requested) implements NodeAnswer {}

    /**
     * Messages of the log, oldest first.
     *
     * @param numbers what a person may call them by, one each; given by the dialogue
     * @param searched whether they were looked for, or are simply the last
     */
    record Listing(List<NetworkEvent.Said> messages, List<Integer> numbers, boolean searched) implements NodeAnswer {
        public Listing {
            messages = List.copyOf(messages);
            numbers = List.copyOf(numbers);
        }
    }

    /** All that is known of one message. */
    record Message(NetworkEvent.Said said, VectorClock clock) implements NodeAnswer {}

    /**
     * Who has a message.
     *
     * @param delivery empty for what somebody else said: who has it, its author's node knows
     */
    record WhyMessage(NetworkEvent.Said said, Optional<DeliveryReport> delivery) implements NodeAnswer {}

    /** The log is in the file. */
    record Exported(Path file, long messages) implements NodeAnswer {}

    /** What is known of the network. */
    record Info(NetworkStatus status) implements NodeAnswer {}
}
