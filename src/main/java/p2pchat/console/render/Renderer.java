package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Turns the events of a network into lines. Immutable: each event yields lines and the renderer for the next event. */
public interface Renderer {

    /**
     * The lines of one event, without line ends; empty if this form does not show the event.
     *
     * @param quoted how many of the last lines are the message of another member
     */
    record Rendering(Renderer next, List<String> lines, int quoted) {
        public Rendering {
            lines = List.copyOf(lines);
        }

        public Rendering(Renderer next, List<String> lines) {
            this(next, lines, 0);
        }
    }

    Rendering render(NetworkName network, NetworkEvent event);

    /** Returns the renderer for a user who has seen the hints. */
    default Renderer withoutHints() {
        return this;
    }

    /** Sets the time for events without one. {@code now} is in milliseconds since 1970. */
    default Renderer at(long now) {
        return this;
    }

    /** Renders the last event, once the exit code is known. */
    default Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        return render(network, event);
    }

    /** Renders the delivery of a message that a program gave a reference. */
    default Rendering delivery(NetworkName network, NetworkEvent.Delivery delivery, Optional<String> ref) {
        return render(network, delivery);
    }

    /** Renders the reply to a command. */
    default List<String> reply(NetworkName network, Optional<String> ref, CommandReply reply) {
        return List.of();
    }

    /** Renders the node's answer to a query. */
    List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer);

    /** Renders text outside the conversation, such as help and news of other networks. */
    default List<String> aside(List<String> lines) {
        return lines;
    }

    /** Returns the current state for a screen with a live region. */
    default Optional<LiveView> live(NetworkName network) {
        return Optional.empty();
    }

    /** Renders the start of leaving, with this many undelivered messages. */
    default List<String> leaving(NetworkName network, int open) {
        return List.of();
    }

    /** Returns whether lines are held back that {@link #overdue} releases. */
    default boolean holdsBack() {
        return false;
    }

    /** Releases the lines held back for too long. {@code now} is in milliseconds since 1970. */
    default Rendering overdue(long now) {
        return new Rendering(this, List.of());
    }
}
