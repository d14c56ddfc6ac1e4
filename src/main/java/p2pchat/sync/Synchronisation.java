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
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.SyncedCount;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * With whom to compare logs, when, and what to fetch (protocol 2.8).
 *
 * <p>Whoever lacks pulls. After an admission everything is fetched from the leader, the newest first. Besides, logs are
 * compared with a random member every five seconds, and with one whose digest differs at most every two, and less often
 * while that finds only what is on its way. What two comparisons in a row show missing is fetched, so that what is only on
 * its way is left alone. A pure machine: inputs return effects, performed in order.
 */
final class Synchronisation {

    static final Duration TICK = Duration.ofSeconds(5);

    /** Between two comparisons with one member. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(2);

    /** And at most, where they keep finding only what is on its way: logs under load are never quite the same. */
    static final Duration MAX_INTERVAL = Duration.ofSeconds(16);

    /** So many of what was missed are for the screen. */
    static final int MAX_DISPLAYED = 200;

    /** Of members that left, so many are still asked. */
    static final int MAX_ABSENT = 256;

    private static final int MAX_COMPARING = 4;

    sealed interface Effect {
        /** Fetch all this node lacks, the newest for the screen first; then say {@link #catchUpEnded}. */
        record CatchUp(Member from) implements Effect {}

        /** Nothing is being fetched as a whole any more: gaps are looked after one by one again. */
        record EndCatchUp() implements Effect {}

        /** Ask what the member holds; then say {@link #compared} or {@link #compareFailed}. */
        record Compare(Member with) implements Effect {}

        /** Then say {@link #fetchEnded} or {@link #compareFailed}. */
        record Fetch(Member from, VersionVector wanted) implements Effect {}
    }

    /** No number of messages. */
    private static final long NEVER = -1;

    /** What is known of one other log. */
    private static final class Peer {
        private Member member;
        private long comparedAt = Long.MIN_VALUE / 2;
        private boolean busy;
        /** How many messages this node held when both held the same. A log only grows, so that number names its state. */
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
    private Optional<View> viewChanged = Optional.empty();
    private boolean catchUpNeeded = true;
    /** From whom everything is being fetched right now. */
    private Optional<MemberId> catchUpSource = Optional.empty();

    Synchronisation(Uid self, List<Member> absent) {
        this.self = self;
        absent.forEach(member -> this.absent.put(member.node(), member));
    }

    /** Whether everything is being fetched from the leader right now. */
    boolean catchingUp() {
        return catchUpSource.isPresent();
    }

    List<Effect> viewChanged(View newer) {
        List<Effect> effects = new ArrayList<>();
        catchUpNeeded |= viewChanged.filter(before -> isSameStay(before, newer)).isEmpty();
        viewChanged.ifPresent(before -> before.others(self).forEach(member -> absent.put(member.node(), member)));
        viewChanged = Optional.of(newer);
        newer.members().forEach(member -> absent.remove(member.node()));
        while (absent.size() > MAX_ABSENT) {
            absent.remove(absent.keySet().iterator().next());
        }
        peers.keySet().removeIf(node -> newer.member(node).isEmpty() && !absent.containsKey(node));
        newer.others(self).forEach(member -> peer(member).member = member);
        if (catchUpSource.filter(from -> !newer.contains(from)).isPresent()) {
            catchUpSource = Optional.empty(); // it is gone, and may never say so
            catchUpNeeded = true;
            effects.add(new Effect.EndCatchUp());
        }
        catchUpIfNeeded(effects);
        return effects;
    }

    /** How many of the others were last seen to hold what this node holds now, which is so many messages. */
    SyncedCount syncedCount(long messages) {
        List<Member> others = viewChanged.map(now -> now.others(self)).orElse(List.of());
        long same = others.stream()
                .filter(member -> Optional.ofNullable(peers.get(member.node()))
                        .filter(peer -> peer.sameAt == messages)
                        .isPresent())
                .count();
        return new SyncedCount((int) same, others.size());
    }

    /** A ping or pong told what a member's log comes to, and what this node's comes to is {@code mine}. */
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

    /** Every {@link #TICK}: somebody, half the time somebody dropped, else nobody may ever hear of them again. */
    List<Effect> tick(long now, RandomGenerator random) {
        List<Effect> effects = new ArrayList<>();
        catchUpIfNeeded(effects);
        boolean dropped = !absent.isEmpty() && random.nextBoolean();
        List<Member> among = dropped
                ? List.copyOf(absent.values())
                : viewChanged.map(present -> present.others(self)).orElse(List.of());
        if (!among.isEmpty()) {
            Peer peer = peer(among.get(random.nextInt(among.size())));
            compareIfDue(peer, MIN_INTERVAL.toMillis(), now, effects);
        }
        return effects;
    }

    /** A member asked, and said what it holds: that is a comparison too. */
    void requestReceived(NodeId node, VersionVector theirs, VersionVector mine) {
        Peer peer = peers.get(node);
        if (peer != null) {
            differs(peer, theirs, mine);
        }
    }

    private static void differs(Peer peer, VersionVector theirs, VersionVector mine) {
        peer.missed = theirs.minus(mine);
        peer.sameAt = peer.missed.isEmpty() && mine.minus(theirs).isEmpty() ? mine.size() : NEVER;
    }

    List<Effect> compared(NodeId node, VersionVector theirs, VersionVector mine) {
        List<Effect> effects = new ArrayList<>();
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.busy = false;
            VersionVector missing = theirs.minus(mine);
            VersionVector twice = missing.and(peer.missed);
            boolean toBeConfirmed = peer.missed.isEmpty() && !missing.isEmpty();
            peer.interval = twice.isEmpty() && !toBeConfirmed
                    ? Math.min(2 * peer.interval, MAX_INTERVAL.toMillis())
                    : MIN_INTERVAL.toMillis();
            differs(peer, theirs, mine);
            if (!twice.isEmpty() && !catchingUp()) {
                peer.busy = true;
                effects.add(new Effect.Fetch(peer.member, twice));
            }
        }
        return effects;
    }

    void fetchEnded(NodeId node) {
        compareFailed(node);
    }

    void compareFailed(NodeId node) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.busy = false;
        }
    }

    /** Everything is here, or the leader could not be asked: then again with the next tick. */
    List<Effect> catchUpEnded(MemberId from, boolean done) {
        if (!catchUpSource.equals(Optional.of(from))) {
            return List.of(); // another one is asked by now
        }
        catchUpSource = Optional.empty();
        catchUpNeeded = !done;
        return List.of(new Effect.EndCatchUp());
    }

    /** Under the same leader, and without having been dropped in between. */
    private boolean isSameStay(View before, View newer) {
        return before.id().epoch() == newer.id().epoch()
                && before.member(self)
                        .map(Member::joinedAt)
                        .equals(newer.member(self).map(Member::joinedAt));
    }

    private void catchUpIfNeeded(List<Effect> effects) {
        Optional<Member> leader =
                viewChanged.map(View::leaderMember).filter(member -> !member.uid().equals(self));
        if (catchUpNeeded
                && !catchingUp()
                && leader.isPresent()
                && viewChanged.orElseThrow().member(self).isPresent()) {
            catchUpSource = leader.map(Member::id);
            effects.add(new Effect.CatchUp(leader.get()));
        }
    }

    private void compareIfDue(Peer peer, long pause, long now, List<Effect> effects) {
        long underWay = peers.values().stream().filter(one -> one.busy).count();
        if (!peer.busy && underWay < MAX_COMPARING && now - peer.comparedAt >= pause && !catchingUp()) {
            peer.busy = true;
            peer.comparedAt = now;
            effects.add(new Effect.Compare(peer.member));
        }
    }

    private Peer peer(Member member) {
        return peers.computeIfAbsent(member.node(), node -> new Peer(member));
    }
}
