package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.Renderer;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * How one conversation speaks to whoever holds it: to a person in lines and complaints, to a program in replies.
 *
 * @param silent whether nobody reads the output any more
 */
record ConversationOutput(NetworkName network, InputParser reading, Renderer renderer, boolean silent) {

    ConversationOutput with(Renderer next) {
        return new ConversationOutput(network, reading, next, silent);
    }

    ConversationOutput silenced() {
        return new ConversationOutput(network, reading, renderer, true);
    }

    List<ConversationEffect> print(List<String> lines) {
        return lines.isEmpty() || silent ? List.of() : List.of(new ConversationEffect.Print(lines));
    }

    /** What an event comes to; the lines of a message itself are told apart, since it may be deleted later. */
    List<ConversationEffect> print(Renderer.Rendering rendering, NetworkEvent event) {
        List<String> lines = rendering.lines();
        int before = lines.size() - rendering.quoted();
        if (silent || rendering.quoted() == 0 || !(event instanceof NetworkEvent.Spoken spoken)) {
            return print(lines);
        }
        MessageKey said = spoken.message().amends().orElse(spoken.message().key());
        List<ConversationEffect> effects = new ArrayList<>(print(lines.subList(0, before)));
        effects.add(new ConversationEffect.Print(lines.subList(before, lines.size()), Optional.of(said)));
        return effects;
    }

    List<ConversationEffect> complain(Explanation explanation) {
        return silent ? List.of() : List.of(new ConversationEffect.PrintError(explanation));
    }

    List<ConversationEffect> reply(Optional<String> ref, CommandReply reply) {
        return reading.sendsReplies() ? print(renderer.reply(network, ref, reply)) : List.of();
    }

    List<ConversationEffect> refuse(Optional<String> ref, Explanation why) {
        return reading.sendsReplies() ? reply(ref, new CommandReply.Refused(why)) : complain(why);
    }
}
