package p2pchat.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import p2pchat.model.Digest;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.SyncedCount;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * Decides when to compare logs, with which member, and what to fetch (protocol 2.8).
 *
 * <p>A member that lacks messages pulls them. After an admission it fetches everything from the leader, newest first. It also
 * compares logs with a random member every five seconds, and with a member whose digest differs at most every two seconds,
 * less often while the differences are only in transit. Messages missing in two comparisons in a row are fetched, and those
 * of which the other member holds another version. A pure machine: inputs return effects, performed in order.
 */
final class Synchronisation {

    static final Duration TICK = Duration.ofSeconds(5);

    /** Minimum interval between comparisons with one member. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(2);

    /** Interval while comparisons only find messages in transit. Logs under load always differ. */
    static final Duration MAX_INTERVAL = Duration.ofSeconds(16);

    /** Limits the missed messages that are displayed. */
    static final int MAX_DISPLAYED = 200;

    /** Limits the former members that are still asked. */
    static final int MAX_ABSENT = 256;

    private static final int MAX_COMPARING = 4;

    sealed interface Effect {
        /** Fetches everything this node lacks, then calls {@link #catchUpEnded}. */
        record CatchUp(Member from) implements Effect {}

        /** Resumes the repair of single gaps. */
        record EndCatchUp() implements Effect {}

        /** Requests the member's messages, then calls {@link #compared} or, after a failure, {@link #fetchEnded}. */
        record Compare(Member with) implements Effect {}

        /** Fetches these, then calls {@link #fetchEnded}. */
        record Fetch(Member from, VersionVector wanted) implements Effect {}
    }

    /** A message count that no log has. */
    private static final long NEVER = -1;

    /** The known state of another log. */
    private static final class Peer {
        private Member member;
        private long comparedAt = Long.MIN_VALUE / 2;
        private boolean busy;
        /** Number of messages this node held when both logs were equal. It identifies the state, because logs only grow. */
        private long sameAt = NEVER;

        private VersionVector missed = VersionVector.EMPTY;
        private long interval = MIN_INTERVAL.toMillis();

        private Peer(Member member) {
            this.member = member;
        }
    }

    private final Uid self;
    private final Map<NodeId, Peer> peers = new TreeMap<>();
    private final Map<NodeId, Member> absent = new LinkedHashMap<>();
    private Optional<View> view = Optional.empty();
    private boolean catchUpNeeded = true;
    /** In a row. */
    private int failedCatchUps;

    /** The member of the current catch-up. */
    private Optional<MemberId> catchUpSource = Optional.empty();

    Synchronisation(Uid self, List<Member> absent) {
        this.self = self;
        absent.forEach(member -> this.absent.put(member.node(), member));
    }

    /** Returns whether a catch-up is running. */
    boolean catchingUp() {
        return catchUpSource.isPresent();
    }

    List<Effect> viewChanged(View newer) {
        List<Effect> effects = new ArrayList<>();
        if (view.filter(before -> isSameStay(before, newer)).isEmpty()) {
            catchUpNeeded = true;
            failedCatchUps = 0;
        }
        view.ifPresent(before -> before.others(self).forEach(member -> absent.put(member.node(), member)));
        view = Optional.of(newer);
        newer.members().forEach(member -> absent.remove(member.node()));
        while (absent.size() > MAX_ABSENT) {
            absent.remove(absent.keySet().iterator().next());
        }
        peers.keySet().removeIf(node -> newer.member(node).isEmpty() && !absent.containsKey(node));
        newer.others(self).forEach(member -> peer(member).member = member);
        if (catchUpSource.filter(from -> !newer.contains(from)).isPresent()) {
            catchUpSource = Optional.empty(); // it is gone and may never respond
            catchUpNeeded = true;
            effects.add(new Effect.EndCatchUp());
        }
        catchUpIfNeeded(effects);
        return effects;
    }

    /** Returns how many other members held the same messages when last compared. This node holds {@code messages} now. */
    SyncedCount syncedCount(long messages) {
        List<Member> others = view.map(now -> now.others(self)).orElse(List.of());
        long same = others.stream()
                .filter(member -> Optional.ofNullable(peers.get(member.node()))
                        .filter(peer -> peer.sameAt == messages)
                        .isPresent())
                .count();
        return new SyncedCount((int) same, others.size());
    }

    /** A ping or pong reported a member's digest; this node's is {@code mine}. */
    List<Effect> digestReceived(NodeId node, Digest theirs, Digest mine, long now) {
        List<Effect> effects = new ArrayList<>();
        Peer peer = peers.get(node);
        if (peer != null) {
            boolean same = theirs.equals(mine);
            peer.sameAt = same ? mine.messages() : NEVER;
            peer.interval = same ? MIN_INTERVAL.toMillis() : peer.interval;
            if (!same) {
                compareIfDue(peer, peer.interval, now, effects);
            }
        }
        return effects;
    }

    /** Compares with a random member every {@link #TICK}, half the time with a former one, which no other input reaches. */
    List<Effect> tick(long now, RandomGenerator random) {
        List<Effect> effects = new ArrayList<>();
        catchUpIfNeeded(effects);
        boolean former = !absent.isEmpty() && random.nextBoolean();
        List<Member> among = former
                ? List.copyOf(absent.values())
                : view.map(present -> present.others(self)).orElse(List.of());
        if (!among.isEmpty()) {
            Peer peer = peer(among.get(random.nextInt(among.size())));
            compareIfDue(peer, MIN_INTERVAL.toMillis(), now, effects);
        }
        return effects;
    }

    /** A request of a member contains its messages, so it counts as a comparison. */
    void requestReceived(NodeId node, LogState theirs, LogState mine) {
        Peer peer = peers.get(node);
        if (peer != null) {
            noteDifference(peer, theirs, mine);
        }
    }

    private static void noteDifference(Peer peer, LogState theirs, LogState mine) {
        peer.missed = mine.lacking(theirs);
        peer.sameAt = mine.isSameAs(theirs) ? mine.counted().size() : NEVER;
    }

    List<Effect> compared(NodeId node, LogState theirs, LogState mine) {
        List<Effect> effects = new ArrayList<>();
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.busy = false;
            VersionVector missing = mine.lacking(theirs);
            VersionVector twice = missing.and(peer.missed);
            boolean unconfirmed = peer.missed.isEmpty() && !missing.isEmpty();
            peer.interval = twice.isEmpty() && !unconfirmed
                    ? Math.min(2 * peer.interval, MAX_INTERVAL.toMillis())
                    : MIN_INTERVAL.toMillis();
            noteDifference(peer, theirs, mine);
            VersionVector wanted = twice.union(mine.contradictions(theirs));
            if (!wanted.isEmpty() && !catchingUp()) {
                peer.busy = true;
                effects.add(new Effect.Fetch(peer.member, wanted));
            }
        }
        return effects;
    }

    /** A fetch or comparison completed or failed. */
    void fetchEnded(NodeId node) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.busy = false;
        }
    }

    /** The catch-up ended. If it is incomplete, the next tick starts another. */
    List<Effect> catchUpEnded(MemberId from, boolean complete) {
        if (!catchUpSource.equals(Optional.of(from))) {
            return List.of(); // a newer catch-up is running
        }
        catchUpSource = Optional.empty();
        catchUpNeeded = !complete;
        failedCatchUps = complete ? 0 : failedCatchUps + 1;
        return List.of(new Effect.EndCatchUp());
    }

    /** Returns whether the leader is the same and this node was not removed in between. */
    private boolean isSameStay(View before, View newer) {
        return before.id().epoch() == newer.id().epoch()
                && before.member(self)
                        .map(Member::joinedAt)
                        .equals(newer.member(self).map(Member::joinedAt));
    }

    private void catchUpIfNeeded(List<Effect> effects) {
        boolean member = view.filter(now -> now.member(self).isPresent()).isPresent();
        if (catchUpNeeded && !catchingUp() && member) {
            catchUpSource().ifPresent(source -> {
                catchUpSource = Optional.of(source.id());
                effects.add(new Effect.CatchUp(source));
            });
        }
    }

    /**
     * Returns the leader, after a failure the next member, and so on, because what a member sends may be forged. Empty if
     * this node leads.
     */
    private Optional<Member> catchUpSource() {
        View now = view.orElseThrow();
        List<Member> sources = new ArrayList<>(now.others(self));
        Member leader = now.leaderMember();
        if (!sources.remove(leader)) {
            return Optional.empty();
        }
        sources.add(0, leader);
        return Optional.of(sources.get(failedCatchUps % sources.size()));
    }

    private void compareIfDue(Peer peer, long pause, long now, List<Effect> effects) {
        long comparing = peers.values().stream().filter(one -> one.busy).count();
        if (!peer.busy && comparing < MAX_COMPARING && now - peer.comparedAt >= pause && !catchingUp()) {
            peer.busy = true;
            peer.comparedAt = now;
            effects.add(new Effect.Compare(peer.member));
        }
    }

    private Peer peer(Member member) {
        return peers.computeIfAbsent(member.node(), node -> new Peer(member));
    }
}
