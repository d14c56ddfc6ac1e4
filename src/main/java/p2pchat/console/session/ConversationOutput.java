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

/** Lines and errors of one conversation for a person, replies for a program, none once {@code closed}. */
record ConversationOutput(NetworkName network, InputParser parser, Renderer renderer, boolean closed) {

    ConversationOutput with(Renderer next) {
        return new ConversationOutput(network, parser, next, closed);
    }

    ConversationOutput close() {
        return new ConversationOutput(network, parser, renderer, true);
    }

    List<Effect> print(List<String> lines) {
        return lines.isEmpty() || closed ? List.of() : List.of(new Effect.Print(lines));
    }

    /** Prints an event. The text of a message is an effect of its own because the message may be deleted later. */
    List<Effect> print(Renderer.Rendering rendering, NetworkEvent event) {
        List<String> lines = rendering.lines();
        int before = lines.size() - rendering.quoted();
        if (closed || rendering.quoted() == 0 || !(event instanceof NetworkEvent.Spoken spoken)) {
            return print(lines);
        }
        MessageKey quoted =
                spoken.message().amendedMessage().orElse(spoken.message().key());
        List<Effect> effects = new ArrayList<>(print(lines.subList(0, before)));
        effects.add(new Effect.Print(lines.subList(before, lines.size()), Optional.of(quoted)));
        return effects;
    }

    List<Effect> printError(Explanation explanation) {
        return closed ? List.of() : List.of(new Effect.PrintError(explanation));
    }

    List<Effect> reply(Optional<String> ref, CommandReply reply) {
        return parser.sendsReplies() ? print(renderer.reply(network, ref, reply)) : List.of();
    }

    List<Effect> refuse(Optional<String> ref, Explanation why) {
        return parser.sendsReplies() ? reply(ref, new CommandReply.Refused(why)) : printError(why);
    }
}
