package p2pchat.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A node in machine mode: what is typed into it are commands, what comes out are events. */
public final class RunningNode {

    private final RunningProcess process;
    private final List<Event> events = new ArrayList<>();
    private int refs;

    RunningNode(RunningProcess process) {
        this.process = process;
    }

    public RunningProcess process() {
        return process;
    }

    /** All events so far. */
    public List<Event> events() {
        synchronized (process) {
            List<String> lines = process.out();
            for (String line : lines.subList(events.size(), lines.size())) {
                events.add(Event.of(line));
            }
            return List.copyOf(events);
        }
    }

    /** How many events there are by now: what comes later is news. */
    public int mark() {
        return events().size();
    }

    public Event await(String what, Predicate<Event> wanted) {
        return awaitSince(0, what, wanted);
    }

    /** The first such event after a {@link #mark()}. */
    public Event awaitSince(int mark, String what, Predicate<Event> wanted) {
        return process.await(
                what, () -> events().stream().skip(mark).filter(wanted).findFirst());
    }

    /** Waits until it is in, and returns its id. */
    public int id() {
        return hello().inside("self").node("id").orElseThrow();
    }

    public String nick() {
        return hello().inside("self").text("nick");
    }

    public Event hello() {
        return await("hello", event -> event.is("hello"));
    }

    /** Waits until its newest state is such. */
    public Event awaitState(String what, Predicate<Event> wanted) {
        return process.await("a state in which " + what, () -> state().filter(wanted));
    }

    /** Waits until it follows this leader among exactly these members, and says so. */
    public Event awaitGroup(int leader, Set<Integer> members) {
        return awaitState(
                "n" + leader + " leads " + members,
                state -> Set.of("connected", "partial", "alone").contains(state.text("state"))
                        && state.node("leader").equals(Optional.of(leader))
                        && new TreeSet<>(state.nodes("members")).equals(new TreeSet<>(members)));
    }

    public Optional<Event> state() {
        return events().stream().filter(event -> event.is("state")).reduce((older, newer) -> newer);
    }

    /** Says something without waiting; returns the reference that replies and deliveries carry. */
    public String say(String text) {
        refs++;
        String ref = "r" + refs;
        process.type("{\"do\":\"send\",\"ref\":\"" + ref + "\",\"text\":\"" + text + "\"}\n");
        return ref;
    }

    /** Waits until a message is in its log. */
    public void accepted(String ref) {
        Event reply = await(
                "the reply to " + ref,
                event -> event.is("reply") && event.text("ref").equals(ref));
        if (!reply.flag("ok")) {
            throw new AssertionError(nick() + " did not accept " + ref + ": " + reply);
        }
    }

    /** Waits until it is known who has a message, finally. */
    public Event delivered(String ref) {
        return await(
                "the delivery of " + ref,
                event -> event.is("delivery") && event.text("ref").equals(ref) && event.flag("final"));
    }

    public void awaitText(String text) {
        await(
                "\"" + text + "\"",
                event -> event.is("message") && event.text("text").equals(text));
    }

    public void awaitTexts(int count) {
        process.await(count + " messages", () -> texts().size() >= count ? Optional.of(count) : Optional.empty());
    }

    /** The texts of all messages it showed, in the order in which it did. */
    public List<String> texts() {
        return events().stream()
                .filter(event -> event.is("message"))
                .map(event -> event.text("text"))
                .toList();
    }

    /** Has a command of the machine mode carried out, given without its braces; returns the reply. */
    public Event command(String fields) {
        refs++;
        String ref = "r" + refs;
        process.type("{\"ref\":\"" + ref + "\"," + fields + "}\n");
        return await(
                "the reply to " + fields,
                event -> event.is("reply") && event.text("ref").equals(ref));
    }

    public void leave() {
        process.type("{\"do\":\"leave\"}\n");
    }

    public int exitCode() {
        return process.exitCode();
    }

    public int exitCode(Duration deadline) {
        return process.exitCode(deadline);
    }

    public void kill() {
        process.kill();
    }

    public void freeze() {
        process.signal("STOP");
    }

    public void thaw() {
        process.signal("CONT");
    }
}
