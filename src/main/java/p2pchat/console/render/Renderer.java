package p2pchat.console.render;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Turns what a network tells into lines. A renderer is a value: it gives the lines and the renderer for the next event.
 */
public interface Renderer {

    /**
     * The lines of one event, without their ends; none where it says nothing new in this form.
     *
     * @param quoted how many of them, the last ones, are the message of somebody else that the event is about
     */
    record Rendering(Renderer next, List<String> lines, int quoted) {
        public Rendering {
            lines = List.copyOf(lines);
        }

        public Rendering(Renderer next, List<String> lines) {
            this(next, lines, 0);
        }
    }

    /**
     * The renderer of this form.
     *
     * @param app name and version of the program
     * @param today where a human form takes times for granted: other days are named
     */
    static Renderer of(OutputFormat output, String app, ZoneId zone, LocalDate today) {
        return switch (output) {
            case HUMAN -> HumanRenderer.create(zone, today);
            case PLAIN -> PlainRenderer.create();
            case JSON -> JsonRenderer.create(app);
        };
    }

    Rendering render(NetworkName network, NetworkEvent event);

    /** The same for whoever was told what to do first in this network. */
    default Renderer knowing(NetworkName network) {
        return this;
    }

    /** It is {@code now}, in milliseconds since 1970: for events that do not say when they happened. */
    default Renderer at(long now) {
        return this;
    }

    /** The last event, when the process knows which code it ends with. */
    Rendering ended(NetworkName network, NetworkEvent.Ended event, int code);

    /** The delivery of a message that a program gave a reference of its own. */
    default Rendering delivery(NetworkName network, NetworkEvent.Delivery delivery, Optional<String> ref) {
        return render(network, delivery);
    }

    /** The answer to a command. */
    default List<String> reply(NetworkName network, Optional<String> ref, CommandReply reply) {
        return List.of();
    }

    /** What the node answered to a question. */
    List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer);

    /** What is said beside the conversation: help, news of other networks. */
    default List<String> aside(List<String> lines) {
        return lines;
    }

    /** What is so now, for a screen that has a place for it. */
    default Optional<LiveView> live(NetworkName network) {
        return Optional.empty();
    }

    /** Leaving begins, with so many messages still on their way. */
    default List<String> leaving(NetworkName network, int open) {
        return List.of();
    }

    /** Whether something held back waits for {@link #overdue}. */
    default boolean holdsBack() {
        return false;
    }

    /** What was held back too long already. {@code now} is in milliseconds since 1970. */
    default Rendering overdue(long now) {
        return new Rendering(this, List.of());
    }
}
