package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.VectorClock;

/** Messages that somebody asked for, in lines for people. */
final class MessageListing {

    private static final String INDENT = "      ";
    private static final int LABEL = 12;
    private static final int QUOTED = 60;

    private MessageListing() {}

    /** @param time words a moment, in milliseconds since 1970 */
    static List<String> listing(NodeAnswer.Listing listing, MemberNames names, LongFunction<String> time) {
        int count = listing.messages().size();
        if (count == 0) {
            return List.of(listing.searched() ? "nothing found" : "the log is empty");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Said said = listing.messages().get(i);
            String number =
                    i < listing.numbers().size() ? "#" + listing.numbers().get(i) + " " : "";
            String[] text = EventText.text(said).split("\n", -1);
            lines.add(number + time.apply(said.message().sentAt()) + " " + who(said, names) + "  " + text[0]);
            for (int next = 1; next < text.length; next++) {
                lines.add(INDENT + text[next]);
            }
        }
        lines.add(
                EventText.count(count, "message") + (listing.searched() ? " found" : "") + ", the newest last; /info #"
                        + (listing.numbers().isEmpty() ? "1" : listing.numbers().get(count - 1)) + " tells more");
        return lines;
    }

    static List<String> about(Said said, VectorClock clock, MemberNames names, LongFunction<String> time) {
        ChatMessage message = said.message();
        return List.of(
                labelled("text", EventText.quotedInAnswer(QUOTED, EventText.text(said))),
                labelled(
                        "from",
                        who(said, names) + ", number " + message.key().seq() + " of #"
                                + message.key().author().value()),
                labelled("id", message.id().toString()),
                labelled("sent", time.apply(message.sentAt())),
                labelled("here since", time.apply(said.receivedAt())),
                labelled("lamport", Long.toString(message.lamport())),
                labelled("follows", follows(message)),
                labelled("clock", clock(clock)));
    }

    private static String clock(VectorClock clock) {
        String authors = clock.upTo().entrySet().stream()
                .map(entry -> "#" + entry.getKey().value() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
        return authors + (clock.whole() ? "" : ", and maybe somebody silent for very long before");
    }

    private static String follows(ChatMessage message) {
        return message.heads().isEmpty()
                ? "nothing"
                : message.heads().stream()
                        .map(head -> "#" + head.author().value() + ":" + head.seq())
                        .collect(Collectors.joining(", "));
    }

    static String who(Said said, MemberNames names) {
        boolean known = names.nicks().containsKey(said.message().author());
        return said.own()
                ? "you"
                : known
                        ? names.of(said.message().author())
                        : Sanitiser.nick(said.author().value());
    }

    private static String labelled(String label, String text) {
        return label + " ".repeat(LABEL - label.length()) + text;
    }
}
