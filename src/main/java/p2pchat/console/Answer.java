package p2pchat.console;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.journal.ElectionStory;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Reach;
import p2pchat.model.VectorClock;
import p2pchat.node.NetworkStatus;

/** What the node answers to a {@link Question}. */
public sealed interface Answer {

    /** Whether it holds what others wrote, which stays as it is. */
    default boolean quotes() {
        return this instanceof Listing || this instanceof Message || this instanceof WhyMessage;
    }

    /** The last change of leader as this node lived through it; empty if there was none since it started. */
    record Why(Optional<ElectionStory> story) implements Answer {}

    /**
     * What the directory said last.
     *
     * @param age since it said so; empty if it never did
     * @param reachable whether it answered when it was asked last
     */
    record Networks(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) implements Answer {}

    /** Who is here, and who went. */
    record Members(NetworkStatus status) implements Answer {}

    /**
     * How this node stands.
     *
     * @param home the folder with its logs
     * @param open how many of its messages are not with everyone yet
     */
    record Status(NetworkStatus status, Path home, int open) implements Answer {
        Status withOpen(int count) {
            return new Status(status, home, count);
        }
    }

    /**
     * This is the nick now; everybody is told.
     *
     * @param wanted the same, unless somebody else has it
     */
    record Renamed(Nick nick, Nick wanted) implements Answer {}

    /**
     * Messages of the log, oldest first.
     *
     * @param numbers what a person may call them by, one each; given by the dialogue
     * @param searched whether they were looked for, or are simply the last
     */
    record Listing(List<NetworkEvent.Said> messages, List<Integer> numbers, boolean searched) implements Answer {
        public Listing {
            messages = List.copyOf(messages);
            numbers = List.copyOf(numbers);
        }
    }

    /** All that is known of one message. */
    record Message(NetworkEvent.Said said, VectorClock clock) implements Answer {}

    /**
     * Who has a message.
     *
     * @param reach empty for what somebody else said: who has it, its author's node knows
     */
    record WhyMessage(NetworkEvent.Said said, Optional<Reach> reach) implements Answer {}

    /** The log is in the file. */
    record Exported(Path file, long messages) implements Answer {}

    /** What is known of the network. */
    record Info(NetworkStatus status) implements Answer {}
}
