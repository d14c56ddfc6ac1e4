package p2pchat.chat;

import static p2pchat.chat.SimulatedChat.require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import p2pchat.model.Ranges;

/** One stream between two processes: first in, first out, both ways, until it breaks. */
final class SimulatedLink {

    final SimulatedAuthor from;
    final SimulatedAuthor to;
    final int attempt;
    private final SimulatedChat chat;
    private final int life;
    private final int port;
    private int lifeThere;
    private boolean alive = true;
    private boolean over;
    private boolean answered;
    private boolean leaks;
    private boolean asked;
    private long lastArrival;
    private final Set<Long> handed = new TreeSet<>();
    private final Deque<Runnable> out = new ArrayDeque<>();
    private final Deque<Runnable> back = new ArrayDeque<>();
    private Ranges acked = Ranges.NONE;

    SimulatedLink(SimulatedChat chat, SimulatedAuthor from, SimulatedAuthor to, int port, int attempt) {
        this.chat = chat;
        this.from = from;
        this.to = to;
        this.port = port;
        this.attempt = attempt;
        this.life = from.life();
        arrive(to, this::connect);
    }

    boolean over() {
        return over;
    }

    boolean alive() {
        return alive;
    }

    boolean open() {
        return alive && answered;
    }

    private void connect() {
        if (!to.up() || to.port() != port || chat.cutOff(from, to)) {
            breaks();
        } else if (alive) {
            lifeThere = to.life();
            Ranges have = to.held(from);
            arrive(from, () -> {
                if (alive) {
                    answered = true;
                    acked = have;
                    from.take(from.outbox().streamOpened(to.node(), attempt, have, chat.now));
                }
            });
            ask();
        }
    }

    private void ask() {
        chat.at(chat.now + chat.delay(), from, () -> {
            if (alive) {
                asked = true;
                from.take(from.outbox().batchRequested(to.node(), attempt, chat.now));
            }
        });
    }

    void send(Ranges wanted) {
        if (!alive) {
            return; // closing; the outbox is about to hear of it
        }
        require(asked, "%s sends to %s unasked", from, to);
        require(answered, "%s sends to %s before it said what it has", from, to);
        require(!wanted.isEmpty() && wanted.size() <= 256, "a batch of %d", wanted.size());
        chat.after(chat.random.nextInt(3) == 0 ? chat.delay() : 0, () -> hand(wanted));
    }

    private void hand(Ranges wanted) {
        if (!alive || !asked) {
            return;
        }
        if (!chat.healing() && chat.random.nextInt(60) == 0) {
            breaks(); // the log could not be read
            return;
        }
        List<Long> all = wanted.ranges().stream()
                .flatMap(range ->
                        LongStream.rangeClosed(range.from(), range.to()).boxed())
                .toList();
        List<Long> batch = all.subList(0, chat.random.nextInt(4) == 0 ? 1 : all.size());
        for (long seq : batch) {
            require(handed.add(seq), "%s sends %d to %s twice on one stream", from, seq, to);
            require(!acked.contains(seq), "%s sends %d to %s, which has it", from, seq, to);
            require(seq <= from.last(), "%s sends %d, which it has not written", from, seq);
        }
        Ranges known = from.believed(to.node()); // what the leader says it stored counts as well as its own word
        long unacked = handed.stream()
                .filter(seq -> !acked.contains(seq) && !known.contains(seq))
                .count();
        require(unacked <= Outbox.WINDOW, "%d are unacknowledged", unacked);
        asked = false;
        from.outbox().batchSent(to.node(), attempt, batch.get(batch.size() - 1), batch.size());
        arrive(to, () -> store(batch));
        ask();
    }

    private void store(List<Long> batch) {
        if ((!alive && !leaks) || !to.up() || to.life() != lifeThere) {
            return;
        }
        if (to.stuck()) {
            breaks();
            return;
        }
        Ranges stored = Ranges.NONE;
        Map<Long, String> refused = new TreeMap<>();
        for (long seq : batch) {
            if (chat.refuses(to, seq)) {
                refused.put(seq, "no");
            } else {
                to.keep(from, seq);
                stored = stored.with(seq);
            }
        }
        Ranges ack = stored;
        arrive(from, () -> {
            if (alive) {
                acked = acked.union(ack);
                for (long seq : refused.keySet()) {
                    acked = acked.with(seq);
                }
                from.take(from.outbox().acknowledged(to.node(), attempt, ack, refused, chat.now));
            }
        });
    }

    /** The sender hears of it exactly once; what is under way may still arrive. */
    void breaks() {
        if (alive) {
            alive = false;
            leaks = chat.random.nextBoolean();
            chat.at(chat.now + chat.delay(), from, () -> {
                over = true;
                if (from.up() && from.life() == life) {
                    from.take(from.outbox().streamClosed(to.node(), attempt, chat.random));
                }
            });
        }
    }

    private void arrive(SimulatedAuthor there, Runnable what) {
        Deque<Runnable> way = there == to ? out : back;
        way.add(what);
        lastArrival = Math.max(lastArrival, chat.now + chat.delay());
        chat.at(lastArrival, there, () -> way.remove().run());
    }
}
