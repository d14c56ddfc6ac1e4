package p2pchat.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A node with JSON commands as input and JSON events as output. */
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

    public List<Event> events() {
        synchronized (process) {
            List<String> lines = process.out();
            for (String line : lines.subList(events.size(), lines.size())) {
                events.add(Event.of(line));
            }
            return List.copyOf(events);
        }
    }

    /** Returns the number of events so far. */
    public int mark() {
        return events().size();
    }

    public Event await(String what, Predicate<Event> wanted) {
        return awaitSince(0, what, wanted);
    }

    /** Waits for an event after a {@link #mark()}. */
    public Event awaitSince(int mark, String what, Predicate<Event> wanted) {
        return process.await(
                what, () -> events().stream().skip(mark).filter(wanted).findFirst());
    }

    /** Waits until the node has joined, and returns its id. */
    public int id() {
        return hello().inside("self").node("id").orElseThrow();
    }

    public String nick() {
        return hello().inside("self").text("nick");
    }

    public Event hello() {
        return await("hello", event -> event.is("hello"));
    }

    /** Waits until the newest state matches. */
    public Event awaitState(String what, Predicate<Event> wanted) {
        return process.await("a state in which " + what, () -> state().filter(wanted));
    }

    /** Waits until the node reports exactly these members and this leader. */
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

    /** Sends a message without waiting. Returns the reference in replies and deliveries. */
    public String say(String text) {
        refs++;
        String ref = "r" + refs;
        process.type("{\"do\":\"send\",\"ref\":\"" + ref + "\",\"text\":\"" + text + "\"}\n");
        return ref;
    }

    /** Waits until a message is in the log of the node. */
    public void accepted(String ref) {
        Event reply = await(
                "the reply to " + ref,
                event -> event.is("reply") && event.text("ref").equals(ref));
        if (!reply.flag("ok")) {
            throw new AssertionError(nick() + " did not accept " + ref + ": " + reply);
        }
    }

    /** Waits for the final delivery of a message. */
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

    /** Returns the texts of all messages in the order of display. */
    public List<String> texts() {
        return events().stream()
                .filter(event -> event.is("message"))
                .map(event -> event.text("text"))
                .toList();
    }

    /** Sends a JSON command, given without braces, and returns the reply. */
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
