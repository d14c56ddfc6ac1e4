package p2pchat.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * Decides when to fetch messages that waiting ones need, from which member, and when to give them up (protocol 2.7).
 *
 * <p>A pure machine: inputs return effects, performed in order.
 *
 * <pre>
 *   IDLE ── a message waits ──► CHECKING ── missing after 200 ms ──► fetch from the sender, the leader, any member, in turn
 *     ▲                          │  ▲                                    │
 *     │                          │  └───────── answer, 200 ms ───────────┘
 *     └── nothing is missing ────┴── missing for 10 s: give up
 * </pre>
 */
final class GapRepair {

    /** Delay between checks. Messages that are only late arrive within it. */
    static final Duration CHECK_DELAY = Duration.ofMillis(200);

    /** Time after which missing messages are given up. */
    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

    /** Interval of snapshots, and the precision of {@link #GIVE_UP_AFTER}. */
    private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(1);

    /** Limits the messages of one request (protocol 2.1). */
    static final int MAX_WANTED = 1_024;

    /** Limits the remembered senders. A sender has the causal past of its messages. */
    static final int MAX_SENDERS = 16;

    sealed interface Effect {
        /** Checks the log after this delay, then calls {@link #gapsChecked}. */
        record CheckLater(Duration after) implements Effect {}

        /** Fetches messages, then calls {@link #fetchEnded}. */
        record Fetch(Member member, VersionVector wanted) implements Effect {}

        record GiveUp(VersionVector lost) implements Effect {}
    }

    /** The messages missing at one moment. */
    private record Snapshot(long at, VersionVector missing) {}

    private final NodeId self;
    private final Set<NodeId> senders = new LinkedHashSet<>();
    private final Set<NodeId> asked = new TreeSet<>();
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private Optional<View> view = Optional.empty();
    private boolean checkScheduled;
    private boolean fetching;
    private boolean paused;

    GapRepair(NodeId self) {
        this.self = self;
    }

    void viewChanged(View newer) {
        view = Optional.of(newer);
    }

    /** A message from this sender waits. */
    List<Effect> messageWaiting(NodeId sender) {
        if (senders.size() < MAX_SENDERS) {
            senders.add(sender);
        }
        return scheduleCheck();
    }

    /** Runs at intervals, because waiting messages of the last run may be read from disk after the first check. */
    List<Effect> tick() {
        return scheduleCheck();
    }

    /** Pauses during a catch-up, which fetches all messages anyway. */
    List<Effect> setPaused(boolean pause) {
        paused = pause;
        snapshots.clear();
        return pause ? List.of() : scheduleCheck();
    }

    /** The log reported the missing messages. */
    List<Effect> gapsChecked(VersionVector missing, long now) {
        checkScheduled = false;
        if (missing.isEmpty()) {
            snapshots.clear();
            senders.clear();
            asked.clear();
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        VersionVector left = missing;
        if (!paused) {
            VersionVector lost = lost(missing, now);
            if (!lost.isEmpty()) {
                effects.add(new Effect.GiveUp(lost));
                left = missing.minus(lost);
            }
            addSnapshot(missing, now);
            if (!fetching && !left.isEmpty()) {
                fetch(left, effects);
            }
        }
        effects.addAll(scheduleCheck());
        return effects;
    }

    /** The fetch completed or failed. */
    void fetchEnded() {
        fetching = false;
    }

    private List<Effect> scheduleCheck() {
        if (checkScheduled) {
            return List.of();
        }
        checkScheduled = true;
        return List.of(new Effect.CheckLater(CHECK_DELAY));
    }

    /** Returns messages that were missing in an old snapshot already. */
    private VersionVector lost(VersionVector missing, long now) {
        VersionVector lost = VersionVector.EMPTY;
        for (Snapshot snapshot : snapshots) {
            if (now - snapshot.at() >= GIVE_UP_AFTER.toMillis()) {
                lost = lost.union(missing.and(snapshot.missing()));
            }
        }
        return lost;
    }

    private void addSnapshot(VersionVector missing, long now) {
        if (snapshots.isEmpty() || now - snapshots.getLast().at() >= SNAPSHOT_INTERVAL.toMillis()) {
            snapshots.add(new Snapshot(now, missing));
        }
        while (snapshots.size() > 1
                && now - snapshots.getFirst().at()
                        > GIVE_UP_AFTER.plus(SNAPSHOT_INTERVAL).toMillis()) {
            snapshots.remove();
        }
    }

    private void fetch(VersionVector missing, List<Effect> effects) {
        Optional<Member> next = nextSource().or(() -> {
            asked.clear(); // all were asked; start again
            return nextSource();
        });
        next.ifPresent(member -> {
            asked.add(member.node());
            fetching = true;
            effects.add(new Effect.Fetch(member, missing.first(MAX_WANTED)));
        });
    }

    /** Prefers senders, which have what their messages refer to, and then the leader, which has most of the rest. */
    private Optional<Member> nextSource() {
        List<NodeId> order = new ArrayList<>(senders);
        view.ifPresent(now -> order.add(now.leader()));
        view.ifPresent(now -> now.members().forEach(member -> order.add(member.node())));
        return order.stream()
                .filter(node -> !node.equals(self) && !asked.contains(node))
                .flatMap(node -> view.flatMap(now -> now.member(node)).stream())
                .findFirst();
    }
}
