package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * How one conversation speaks to whoever holds it: to a person in lines and complaints, to a program in replies.
 *
 * @param silent whether nobody reads the output any more
 */
record Voice(NetworkName network, Reading reading, Renderer renderer, boolean silent) {

    Voice with(Renderer next) {
        return new Voice(network, reading, next, silent);
    }

    Voice silenced() {
        return new Voice(network, reading, renderer, true);
    }

    List<Effect> print(List<String> lines) {
        return lines.isEmpty() || silent ? List.of() : List.of(new Effect.Print(lines));
    }

    /** What an event comes to; the lines of a message itself are told apart, since it may be deleted later. */
    List<Effect> print(Renderer.Rendering rendering, NetworkEvent event) {
        List<String> lines = rendering.lines();
        int before = lines.size() - rendering.quoted();
        if (silent || rendering.quoted() == 0 || !(event instanceof NetworkEvent.Spoken spoken)) {
            return print(lines);
        }
        MessageKey said = spoken.message().amends().orElse(spoken.message().key());
        List<Effect> effects = new ArrayList<>(print(lines.subList(0, before)));
        effects.add(new Effect.Print(lines.subList(before, lines.size()), Optional.of(said)));
        return effects;
    }

    List<Effect> complain(Explanation explanation) {
        return silent ? List.of() : List.of(new Effect.Complain(explanation));
    }

    List<Effect> reply(Optional<String> ref, Reply reply) {
        return reading.answers() ? print(renderer.reply(network, ref, reply)) : List.of();
    }

    List<Effect> refuse(Optional<String> ref, Explanation why) {
        return reading.answers() ? reply(ref, new Reply.Refused(why)) : complain(why);
    }
}
