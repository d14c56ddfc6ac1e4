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
 * What is missing before messages that wait, whom to ask for it, and when to go on without it (protocol 2.7).
 *
 * <p>The log stores what arrives at once and delivers it when its turn comes; this machine looks after what does not come
 * by itself. A pure machine: inputs return effects, performed in order.
 *
 * <pre>
 *   QUIET ── something waits ──► WATCHING ── still missing after 200 ms ──► ask its sender, the leader, anyone, in turn
 *     ▲                             │  ▲                                        │
 *     │                             │  └──────────── an answer, 200 ms ─────────┘
 *     └── nothing is missing ───────┴── missing for 10 s: give it up
 * </pre>
 */
final class GapRepair {

    /** Between two looks: what is only late has come by then. */
    static final Duration CHECK_DELAY = Duration.ofMillis(200);

    /** What nobody brought in this time is given up. */
    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

    /** Between two notes of what is missing; {@link #GIVE_UP_AFTER} is kept to that precision. */
    private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(1);

    /** Keys in one question (protocol 2.1). */
    static final int MAX_WANTED = 1_024;

    /** Of senders remembered, who have the causal past of what they sent. */
    static final int MAX_SENDERS = 16;

    sealed interface Effect {
        /** Ask the log what is missing after this time, and say {@link #gapsChecked}. */
        record CheckLater(Duration after) implements Effect {}

        /** Fetch these, then say {@link #fetchEnded}. */
        record Fetch(Member member, VersionVector wanted) implements Effect {}

        record GiveUp(VersionVector lost) implements Effect {}
    }

    /** What was missing at one moment. */
    private record Snapshot(long at, VersionVector missing) {}

    private final NodeId self;
    private final Set<NodeId> senders = new LinkedHashSet<>();
    private final Set<NodeId> asked = new TreeSet<>();
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private Optional<View> viewChanged = Optional.empty();
    private boolean checkScheduled;
    private boolean fetching;
    private boolean paused;

    GapRepair(NodeId self) {
        this.self = self;
    }

    void viewChanged(View newer) {
        viewChanged = Optional.of(newer);
    }

    /** Something that came from this member waits. */
    List<Effect> messageWaiting(NodeId sender) {
        if (senders.size() < MAX_SENDERS) {
            senders.add(sender);
        }
        return scheduleCheck();
    }

    /** From time to time: what the last process left waiting may be read back after the first look, and nobody says so. */
    List<Effect> tick() {
        return scheduleCheck();
    }

    /** While everything is fetched from somebody anyway, nobody else is asked and nothing is given up. */
    List<Effect> setPaused(boolean now) {
        paused = now;
        snapshots.clear();
        return now ? List.of() : scheduleCheck();
    }

    /** What the log says is missing now. */
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

    /** The question was answered, or failed. */
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

    /** What was missing already when hope began; what came and went is not missing again. */
    private VersionVector lost(VersionVector missing, long now) {
        VersionVector lost = VersionVector.EMPTY;
        for (Snapshot note : snapshots) {
            if (now - note.at() >= GIVE_UP_AFTER.toMillis()) {
                lost = lost.union(missing.and(note.missing()));
            }
        }
        return lost;
    }

    private void addSnapshot(VersionVector missing, long now) {
        if (snapshots.isEmpty() || now - snapshots.getLast().at() >= SNAPSHOT_INTERVAL.toMillis()) {
            snapshots.add(new Snapshot(now, missing));
        }
        while (snapshots.size() > 1
                && now - snapshots.getFirst().at() > GIVE_UP_AFTER.plus(SNAPSHOT_INTERVAL).toMillis()) {
            snapshots.remove();
        }
    }

    private void fetch(VersionVector missing, List<Effect> effects) {
        Optional<Member> next = nextSource().or(() -> {
            asked.clear(); // everybody was asked: from the start
            return nextSource();
        });
        next.ifPresent(member -> {
            asked.add(member.node());
            fetching = true;
            effects.add(new Effect.Fetch(member, missing.first(MAX_WANTED)));
        });
    }

    /** The senders have what they sent refers to, the leader most of the rest. */
    private Optional<Member> nextSource() {
        List<NodeId> order = new ArrayList<>(senders);
        viewChanged.ifPresent(now -> order.add(now.leader()));
        viewChanged.ifPresent(now -> now.members().forEach(member -> order.add(member.node())));
        return order.stream()
                .filter(node -> !node.equals(self) && !asked.contains(node))
                .flatMap(node -> viewChanged.flatMap(now -> now.member(node)).stream())
                .findFirst();
    }
}
