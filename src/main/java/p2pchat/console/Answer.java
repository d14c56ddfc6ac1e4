package p2pchat.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.journal.ElectionStory;
import p2pchat.model.NetworkInfo;

/** What the node answers to a {@link Question}. */
public sealed interface Answer {

    /** The last change of leader as this node lived through it; empty if there was none since it started. */
    record Why(Optional<ElectionStory> story) implements Answer {}

    /**
     * What the directory said last.
     *
     * @param age since it said so; empty if it never did
     * @param reachable whether it answered when it was asked last
     */
    record Networks(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) implements Answer {}
}
