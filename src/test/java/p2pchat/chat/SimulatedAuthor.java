package p2pchat.chat;

import static p2pchat.chat.SimulatedChat.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;

/** One member: a store that outlives its process, and a process that runs an {@link Outbox}. */
final class SimulatedAuthor {

    private final SimulatedChat chat;
    private final int number;
    private int port;

    // the store
    private long last;
    private final Map<NodeId, Ranges> held = new TreeMap<>();
    private final Map<NodeId, Ranges> cursors = new TreeMap<>();

    // the process
    private boolean up;
    private int life;
    private Outbox outbox;
    private View view;
    private SimulatedPost post;
    private boolean looking;
    private long frozenUntil;
    private long stuckUntil;
    private long lastNews;
    private final List<SimulatedLink> links = new ArrayList<>();
    private final Map<NodeId, Integer> retries = new HashMap<>();
    private final Map<NodeId, Ranges> believed = new HashMap<>();
    private final Set<Long> unsettled = new TreeSet<>();

    SimulatedAuthor(SimulatedChat chat, int number) {
        this.chat = chat;
        this.number = number;
        this.port = 4_000 + number;
        this.outbox = new Outbox(node(), Ranges.NONE, Map.of(), true);
    }

    void start(View first) {
        up = true;
        life++;
        outbox = new Outbox(node(), Ranges.upTo(last), cursors, last == 0 && cursors.isEmpty());
        post = new SimulatedPost(chat, this);
        view = null;
        see(first);
    }

    void crash() {
        up = false;
        frozenUntil = chat.now;
        links.forEach(SimulatedLink::breaks);
        chat.authors.forEach(
                other -> other.links.stream().filter(link -> link.to == this).forEach(SimulatedLink::breaks));
        links.clear();
        retries.clear();
        believed.clear();
        looking = false;
        unsettled.clear();
    }

    void restart(boolean elsewhere, View current) {
        port += elsewhere ? 100 : 0;
        start(current.member(node()).isPresent() ? current : TestMembers.view(number, List.of(member())));
    }

    void hearOf(View next) {
        int heardIn = life;
        lastNews = Math.max(lastNews, chat.now + chat.delay());
        chat.at(lastNews, this, () -> {
            if (up && life == heardIn && next.id().newerThan(view.id())) {
                see(next);
            }
        });
    }

    private void see(View next) {
        view = next;
        chat.authors.stream()
                .map(SimulatedAuthor::node)
                .filter(node -> next.member(node).isEmpty())
                .forEach(chat.everGone::add);
        take(outbox.viewChanged(next, chat.now));
        post.view(next);
    }

    void write(int count) {
        for (int i = 0; up && i < count; i++) {
            last++;
            unsettled.add(last);
            take(outbox.written(TestMembers.message(number, last), chat.now));
        }
    }

    void keep(SimulatedAuthor author, long seq) {
        held.put(author.node(), held(author).with(seq));
    }

    void take(List<Effect> effects) {
        effects.forEach(this::perform);
        if (!looking && outbox.fallback().needsChecks(chat.now)) {
            int life = this.life;
            looking = true;
            chat.at(chat.now + RelayRequests.CHECK_EVERY.toMillis(), this, () -> {
                if (up && life == this.life) {
                    looking = false;
                    take(outbox.fallback().check(chat.now));
                }
            });
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Open open) {
            SimulatedAuthor to = chat.author(open.member().node());
            links.removeIf(SimulatedLink::over);
            require(
                    links.stream().noneMatch(link -> link.to == to && link.alive()),
                    "%s opens a second stream to %s",
                    this,
                    to);
            links.add(new SimulatedLink(chat, this, to, open.member().address().port(), open.attempt()));
        } else if (effect instanceof Effect.Close close) {
            link(close.member(), close.attempt()).forEach(SimulatedLink::breaks);
        } else if (effect instanceof Effect.Send send) {
            link(send.member(), send.attempt()).forEach(link -> link.send(send.wanted()));
        } else if (effect instanceof Effect.Retry retry) {
            int life = this.life;
            retries.put(retry.member(), retry.attempt());
            chat.at(chat.now + retry.after().toMillis(), this, () -> {
                if (up && life == this.life && retries.remove(retry.member(), retry.attempt())) {
                    take(outbox.retryDue(retry.member(), retry.attempt(), chat.now));
                }
            });
        } else if (effect instanceof Effect.SaveCursor remember) {
            believed.put(remember.member(), remember.stored());
            if (chat.random.nextInt(3) > 0) { // lazily: a crash loses the last ones
                cursors.put(remember.member(), remember.stored());
            }
        } else if (effect instanceof Effect.Report report) {
            check(report.delivery());
        } else if (effect instanceof Effect.Relay relay) {
            post.ask(relay);
        } else if (effect instanceof Effect.Verify doubt) {
            chat.doubted(this, doubt.member().node());
        }
    }

    void breakLinks(SimulatedAuthor to) {
        links.stream().filter(link -> link.to == to).forEach(SimulatedLink::breaks);
    }

    private List<SimulatedLink> link(NodeId member, int attempt) {
        return links.stream()
                .filter(link -> link.to.node().equals(member) && link.attempt == attempt && !link.over())
                .toList();
    }

    void breakSomeLink() {
        if (!links.isEmpty()) {
            links.get(chat.random.nextInt(links.size())).breaks();
        }
    }

    void lookForIdle() {
        take(outbox.closeIdle(chat.now));
    }

    // ---- what must hold

    private void check(Delivery delivery) {
        long seq = delivery.key().seq();
        require(unsettled.contains(seq) || delivery.settled(), "%s reports on %d, which was settled", this, seq);
        List<NodeId> stored = new ArrayList<>(delivery.direct());
        stored.addAll(delivery.relayed());
        for (NodeId member : stored) {
            require(chat.author(member).held(this).contains(seq), "%s says %s has %d", this, member, seq);
            require(!delivery.pending().contains(member), "%d is stored by %s and pending", seq, member);
        }
        for (NodeId member : delivery.failed()) {
            boolean refused = chat.refuses(chat.author(member), seq);
            require(refused || chat.everGone.contains(member), "%s gave %s up for %d", this, member, seq);
        }
        boolean open = !delivery.pending().isEmpty() || !delivery.slow().isEmpty();
        require(delivery.settled() != open, "settled with %s pending", delivery.pending());
        if (delivery.settled()) {
            unsettled.remove(seq);
        }
    }

    /** Whoever lacks something has a stream, an opening one, or a moment at which one is tried again. */
    void checkNotStuck() {
        if (!up) {
            return;
        }
        for (Member member : view.members()) {
            SimulatedAuthor other = chat.author(member.node());
            if (other != this && lacks(other)) {
                boolean stream = links.stream().anyMatch(link -> link.to == other && !link.over());
                require(stream || retries.containsKey(other.node()), "%s has no way to %s", this, other);
            }
        }
    }

    private boolean lacks(SimulatedAuthor other) {
        Ranges missing = other.held(this).missing(1, last);
        return !missing.isEmpty()
                && (!chat.refusing
                        || missing.ranges().stream()
                                .anyMatch(hole -> hole.size() > 1 || !chat.refuses(other, hole.from())));
    }

    void checkComplete() {
        require(up, "%s is down", this);
        require(post.quiet(), "%s has relays that never end", this);
        require(unsettled.isEmpty(), "%s never says what became of %s", this, unsettled);
        for (SimulatedAuthor other : chat.authors) {
            if (other == this) {
                continue;
            }
            for (long seq = 1; seq <= last; seq++) {
                checkToldInTheEnd(seq);
                require(
                        other.held(this).contains(seq) != chat.refuses(other, seq),
                        "%s and message %d of %s",
                        other,
                        seq,
                        this);
            }
            Ranges cursor = believed.getOrDefault(other.node(), cursors.getOrDefault(other.node(), Ranges.NONE));
            require(cursor.equals(Ranges.upTo(last)), "%s thinks %s has %s of %d", this, other, cursor, last);
        }
    }

    /** Whoever was told that a member had it not was told when it got it after all. */
    private void checkToldInTheEnd(long seq) {
        if (seq > last - 20) {
            outbox.answers()
                    .deliveryReport(seq, chat.now)
                    .delivery()
                    .ifPresent(told -> told.shares().forEach(share -> {
                        boolean refuses = chat.refuses(chat.author(share.member()), seq);
                        require(share.state().stored() != refuses, "%s thinks of %d: %s", this, seq, share);
                    }));
        }
    }

    /** Only the stream to the leader is kept. */
    void checkIdle() {
        links.removeIf(SimulatedLink::over);
        for (SimulatedLink link : links) {
            boolean toLeader = link.to.node().equals(view.leader());
            require(link.open() == toLeader, "the stream of %s to %s, led by %s", this, link.to, view.leader());
        }
        boolean leading = view.leader().equals(node());
        require(leading || links.stream().anyMatch(SimulatedLink::open), "%s has no stream to its leader", this);
        require(retries.isEmpty(), "%s still waits for %s", this, retries);
    }

    // ---- what others see

    NodeId node() {
        return TestMembers.node(number);
    }

    Member member() {
        return TestMembers.member(number, port);
    }

    /** What this author takes a member to have stored. */
    Ranges believed(NodeId member) {
        return believed.getOrDefault(member, Ranges.NONE);
    }

    Ranges held(SimulatedAuthor author) {
        return held.getOrDefault(author.node(), Ranges.NONE);
    }

    long last() {
        return last;
    }

    boolean up() {
        return up;
    }

    boolean frozen() {
        return chat.now < frozenUntil;
    }

    long thaw() {
        return frozenUntil;
    }

    void frozenUntil(long time) {
        frozenUntil = time;
    }

    /** It runs, and its store takes nothing. */
    boolean stuck() {
        return chat.now < stuckUntil;
    }

    void stuckUntil(long time) {
        stuckUntil = time;
    }

    SimulatedPost post() {
        return post;
    }

    int life() {
        return life;
    }

    int port() {
        return port;
    }

    Outbox outbox() {
        return outbox;
    }

    @Override
    public String toString() {
        return node().toString();
    }
}
