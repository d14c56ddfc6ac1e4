package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.console.text.TextWidth;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.VectorClock;

/** Lists messages that a user asked for. {@code time} formats milliseconds since 1970. */
record MessageListing(MemberNames names, Punctuation punctuation, LongFunction<String> time) {

    static final int EXCERPT = 60;

    List<String> lines(NodeAnswer.Listing listing) {
        int count = listing.messages().size();
        if (count == 0) {
            return List.of(listing.searched() ? "nothing found" : "the log is empty");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Said said = listing.messages().get(i);
            String number =
                    i < listing.numbers().size() ? "#" + listing.numbers().get(i) + " " : "";
            String start = number + time.apply(said.message().sentAt()) + " " + author(said) + "  ";
            String indent = "\n" + " ".repeat(TextWidth.width(start));
            lines.addAll(List.of((start + MessageText.withRemark(said).replace("\n", indent)).split("\n", -1)));
        }
        int last = listing.numbers().isEmpty() ? 1 : listing.numbers().get(count - 1);
        lines.add(EventText.count(count, "message") + (listing.searched() ? " found" : "") + ", newest last; /info #"
                + last + " shows details");
        return lines;
    }

    List<String> details(NodeAnswer.Message answer) {
        Said said = answer.said();
        ChatMessage message = said.message();
        List<String> lines = new ArrayList<>(List.of(
                StatusReport.labeled("text", excerpt(said)),
                StatusReport.labeled(
                        "from",
                        author(said) + ", number " + message.key().seq() + " of #"
                                + message.key().author().value()),
                StatusReport.labeled("id", message.id().toString()),
                StatusReport.labeled("sent", time.apply(message.sentAt())),
                StatusReport.labeled("received", time.apply(said.receivedAt())),
                StatusReport.labeled("lamport", Long.toString(message.lamport())),
                StatusReport.labeled(
                        "follows", StatusReport.keys(message.header().headKeys(), "nothing")),
                StatusReport.labeled("clock", clock(answer.clock()))));
        lines.addAll(new SignatureText(answer.signed()).details());
        return lines;
    }

    private static String clock(VectorClock clock) {
        String authors = clock.upTo().entrySet().stream()
                .map(entry -> "#" + entry.getKey().value() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
        return authors + (clock.whole() ? "" : ", maybe more authors that were silent for long");
    }

    String excerpt(Said said) {
        return MessageText.excerpt(EXCERPT, MessageText.withRemark(said), punctuation);
    }

    String author(Said said) {
        boolean known = names.nicks().containsKey(said.message().author());
        return said.own()
                ? "you"
                : known
                        ? names.of(said.message().author())
                        : Sanitiser.nick(said.author().value());
    }
}
