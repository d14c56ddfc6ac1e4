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
    static final Duration PATIENCE = Duration.ofMillis(200);

    /** What nobody brought in this time is given up. */
    static final Duration HOPE = Duration.ofSeconds(10);

    /** Between two notes of what is missing; {@link #HOPE} is kept to that precision. */
    private static final Duration NOTE_EVERY = Duration.ofSeconds(1);

    /** Keys in one question (protocol 2.1). */
    static final int MAX_WANTED = 1_024;

    /** Of senders remembered, who have the causal past of what they sent. */
    static final int MAX_SENDERS = 16;

    sealed interface Effect {
        /** Ask the log what is missing after this time, and say {@link #looked}. */
        record Look(Duration after) implements Effect {}

        /** Fetch these, then say {@link #answered}. */
        record Ask(Member member, VersionVector wanted) implements Effect {}

        record GiveUp(VersionVector lost) implements Effect {}
    }

    /** What was missing at one moment. */
    private record Note(long at, VersionVector missing) {}

    private final NodeId self;
    private final Set<NodeId> senders = new LinkedHashSet<>();
    private final Set<NodeId> asked = new TreeSet<>();
    private final Deque<Note> notes = new ArrayDeque<>();
    private Optional<View> view = Optional.empty();
    private boolean watching;
    private boolean asking;
    private boolean held;

    GapRepair(NodeId self) {
        this.self = self;
    }

    void view(View newer) {
        view = Optional.of(newer);
    }

    /** Something that came from this member waits. */
    List<Effect> waiting(NodeId sender) {
        if (senders.size() < MAX_SENDERS) {
            senders.add(sender);
        }
        return watch();
    }

    /** From time to time: what the last process left waiting may be read back after the first look, and nobody says so. */
    List<Effect> tick() {
        return watch();
    }

    /** While everything is fetched from somebody anyway, nobody else is asked and nothing is given up. */
    List<Effect> hold(boolean now) {
        held = now;
        notes.clear();
        return now ? List.of() : watch();
    }

    /** What the log says is missing now. */
    List<Effect> looked(VersionVector missing, long now) {
        watching = false;
        if (missing.isEmpty()) {
            notes.clear();
            senders.clear();
            asked.clear();
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        VersionVector left = missing;
        if (!held) {
            VersionVector lost = lost(missing, now);
            if (!lost.isEmpty()) {
                effects.add(new Effect.GiveUp(lost));
                left = missing.minus(lost);
            }
            note(missing, now);
            if (!asking && !left.isEmpty()) {
                ask(left, effects);
            }
        }
        effects.addAll(watch());
        return effects;
    }

    /** The question was answered, or failed. */
    void answered() {
        asking = false;
    }

    private List<Effect> watch() {
        if (watching) {
            return List.of();
        }
        watching = true;
        return List.of(new Effect.Look(PATIENCE));
    }

    /** What was missing already when hope began; what came and went is not missing again. */
    private VersionVector lost(VersionVector missing, long now) {
        VersionVector lost = VersionVector.EMPTY;
        for (Note note : notes) {
            if (now - note.at() >= HOPE.toMillis()) {
                lost = lost.union(missing.and(note.missing()));
            }
        }
        return lost;
    }

    private void note(VersionVector missing, long now) {
        if (notes.isEmpty() || now - notes.getLast().at() >= NOTE_EVERY.toMillis()) {
            notes.add(new Note(now, missing));
        }
        while (notes.size() > 1
                && now - notes.getFirst().at() > HOPE.plus(NOTE_EVERY).toMillis()) {
            notes.remove();
        }
    }

    private void ask(VersionVector missing, List<Effect> effects) {
        Optional<Member> next = next().or(() -> {
            asked.clear(); // everybody was asked: from the start
            return next();
        });
        next.ifPresent(member -> {
            asked.add(member.node());
            asking = true;
            effects.add(new Effect.Ask(member, missing.first(MAX_WANTED)));
        });
    }

    /** The senders have what they sent refers to, the leader most of the rest. */
    private Optional<Member> next() {
        List<NodeId> order = new ArrayList<>(senders);
        view.ifPresent(now -> order.add(now.leader()));
        view.ifPresent(now -> now.members().forEach(member -> order.add(member.node())));
        return order.stream()
                .filter(node -> !node.equals(self) && !asked.contains(node))
                .flatMap(node -> view.flatMap(now -> now.member(node)).stream())
                .findFirst();
    }
}
