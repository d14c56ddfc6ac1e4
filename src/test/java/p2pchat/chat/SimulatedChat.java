package p2pchat.chat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.View;

/**
 * Members that chat over streams which open late, break at any moment with whatever is under way on them, and never
 * reorder; while members crash, come back with their store here or elsewhere, are dropped, return, change leaders, freeze,
 * cannot store, or do not get through to one another; then the leader passes on. One seed, one run. After {@link #HEAL_AT} nothing breaks any more and all must become complete.
 */
final class SimulatedChat {

    private static final int HEAL_AT = 8_000;
    private static final int MOST_EVENTS = 300_000;

    private record Event(long time, long order, Runnable action) {}

    final Random random;
    final List<SimulatedAuthor> authors = new ArrayList<>();
    final boolean refusing;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.time() != b.time() ? Long.compare(a.time(), b.time()) : Long.compare(a.order(), b.order()));
    /** Who does not get through to whom, in one direction. */
    private final Set<List<NodeId>> cuts = new HashSet<>();

    /** Whoever was outside a view for a while. */
    final Set<NodeId> everGone = new HashSet<>();

    private View view;
    private long order;
    long now;

    SimulatedChat(long seed) {
        random = new Random(seed);
        refusing = random.nextInt(5) == 0;
        int size = 2 + random.nextInt(3);
        for (int number = 1; number <= size; number++) {
            authors.add(new SimulatedAuthor(this, number));
        }
        view = viewOfAll(1);
        authors.forEach(author -> author.start(view));
    }

    void run() {
        boolean flood = random.nextInt(80) == 0;
        for (int i = random.nextInt(40); i >= 0; i--) {
            SimulatedAuthor author = any();
            int burst = flood && i == 0 ? 1_500 : random.nextInt(25) == 0 ? 80 : 1;
            at(random.nextInt(HEAL_AT), author, () -> author.write(burst));
        }
        for (int i = random.nextInt(25); i >= 0; i--) {
            at(random.nextInt(HEAL_AT), this::fault);
        }
        at(HEAL_AT, this::heal);
        untilQuiet();
        authors.forEach(SimulatedAuthor::checkComplete);
        now += Outbox.IDLE_BEFORE_CLOSE.toMillis() + 1;
        authors.forEach(SimulatedAuthor::lookForIdle);
        untilQuiet();
        authors.forEach(SimulatedAuthor::checkIdle);
    }

    private void untilQuiet() {
        for (int i = 0; !events.isEmpty(); i++) {
            require(i < MOST_EVENTS, "it never becomes quiet");
            Event event = events.remove();
            now = event.time();
            event.action().run();
            authors.forEach(SimulatedAuthor::checkNotStuck);
        }
    }

    private void fault() {
        SimulatedAuthor author = any();
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> author.breakSomeLink();
            case 4 -> crash(author, false);
            case 5 -> crash(author, true);
            case 6 -> drop(author);
            case 7 -> install(new View(view.id().next(), other(author), view.members()));
            case 8, 9, 10 -> cut(author, any());
            case 11 -> freeze(author);
            case 12 -> author.stuckUntil(now + random.nextInt(6_000));
            default -> authors.forEach(SimulatedAuthor::breakSomeLink);
        }
    }

    private void cut(SimulatedAuthor from, SimulatedAuthor to) {
        List<NodeId> way = List.of(from.node(), to.node());
        cuts.add(way);
        from.breakLinks(to);
        after(random.nextInt(6_000), () -> cuts.remove(way));
    }

    boolean cutOff(SimulatedAuthor from, SimulatedAuthor to) {
        return cuts.contains(List.of(from.node(), to.node()));
    }

    /** Its sockets stand, and nothing moves; the leader may find out, and then it has to come back. */
    private void freeze(SimulatedAuthor author) {
        long thaw = now + 100 + random.nextInt(7_000);
        author.frozenUntil(thaw);
        at(thaw, () -> {
            if (author.up() && view.member(author.node()).isEmpty()) {
                returned(author);
            }
        });
    }

    /** A leader does not get an answer: after a look of its own, which takes a while, a member that is gone is out. */
    void doubted(SimulatedAuthor leader, NodeId member) {
        SimulatedAuthor suspect = author(member);
        after(300 + random.nextInt(900), () -> {
            boolean gone = !suspect.up() || suspect.frozen();
            if (gone
                    && view.leader().equals(leader.node())
                    && view.member(member).isPresent()) {
                install(new View(
                        view.id().next(),
                        view.leader(),
                        view.members().stream()
                                .filter(one -> !one.node().equals(member))
                                .toList()));
            }
        });
    }

    private void crash(SimulatedAuthor author, boolean elsewhere) {
        if (!author.up()) {
            return;
        }
        author.crash();
        after(random.nextInt(2_000), () -> {
            if (!author.up()) {
                author.restart(elsewhere, view);
                returned(author);
            }
        });
    }

    /** Out of the view and, sometimes before all have heard of it, in again. */
    private void drop(SimulatedAuthor author) {
        List<Member> rest = view.members().stream()
                .filter(member -> !member.node().equals(author.node()))
                .toList();
        if (rest.isEmpty()) {
            return;
        }
        NodeId leader = view.leader().equals(author.node()) ? rest.get(0).node() : view.leader();
        install(new View(view.id().next(), leader, rest));
        after(random.nextInt(3) == 0 ? 1 : random.nextInt(3_000), () -> returned(author));
    }

    private void returned(SimulatedAuthor author) {
        List<Member> members = new ArrayList<>(view.members());
        members.removeIf(member -> member.node().equals(author.node()));
        members.add(author.member());
        install(new View(view.id().next(), view.leader(), members));
    }

    private void heal() {
        cuts.clear();
        authors.forEach(author -> author.frozenUntil(now));
        authors.forEach(author -> author.stuckUntil(now));
        authors.stream().filter(author -> !author.up()).forEach(author -> author.restart(false, view));
        install(viewOfAll(1 + random.nextInt(authors.size())));
    }

    private View viewOfAll(int leader) {
        List<Member> members = authors.stream().map(SimulatedAuthor::member).toList();
        return new View(view == null ? TestMembers.view(1).id() : view.id().next(), TestMembers.node(leader), members);
    }

    /** Reaches each member when it does, in order; who is not in it is not told. */
    private void install(View next) {
        view = next;
        authors.stream()
                .map(SimulatedAuthor::node)
                .filter(node -> next.member(node).isEmpty())
                .forEach(everGone::add);
        for (SimulatedAuthor author : authors) {
            if (next.member(author.node()).isPresent()) {
                author.hearOf(next);
            }
        }
    }

    private NodeId other(SimulatedAuthor author) {
        return view.members().stream()
                .map(Member::node)
                .filter(node -> !node.equals(author.node()))
                .findFirst()
                .orElse(view.leader());
    }

    SimulatedAuthor author(NodeId node) {
        return authors.get(node.value() - 1);
    }

    boolean healing() {
        return now >= HEAL_AT;
    }

    /** Whether a member refuses a message for good, as one does that holds another of that number. */
    boolean refuses(SimulatedAuthor member, long seq) {
        return refusing && seq % 7 == member.node().value();
    }

    private SimulatedAuthor any() {
        return authors.get(random.nextInt(authors.size()));
    }

    int delay() {
        return random.nextInt(20) == 0 ? 300 + random.nextInt(300) : 1 + random.nextInt(30);
    }

    void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    /** As soon as that process runs, at this time or later. */
    void at(long time, SimulatedAuthor who, Runnable action) {
        at(time, () -> {
            if (who.frozen()) {
                at(who.thaw(), who, action);
            } else {
                action.run();
            }
        });
    }

    void at(long time, Runnable action) {
        events.add(new Event(time, order++, action));
    }

    static void require(boolean holds, String what, Object... about) {
        if (!holds) {
            throw new AssertionError(String.format(what, about));
        }
    }
}
