package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.RecipientStatus;

/** Explains which members have a message. {@code time} formats milliseconds since 1970. */
public record DeliveryDetails(MemberNames names, Punctuation punctuation, LongFunction<String> time) {

    List<String> lines(NodeAnswer.WhyMessage why) {
        List<String> lines = new ArrayList<>(delivery(why));
        lines.add("  " + new SignatureText(why.signed()).line());
        return lines;
    }

    private List<String> delivery(NodeAnswer.WhyMessage why) {
        Said said = why.said();
        MessageListing listing = new MessageListing(names, punctuation, time);
        String quote = "\"" + listing.excerpt(said) + "\"";
        String sent = "sent " + time.apply(said.message().sentAt());
        if (why.delivery().isEmpty()) {
            return List.of(
                    quote + ": received " + time.apply(said.receivedAt()) + " (" + sent + " by " + listing.author(said)
                            + ")",
                    "  only its author's node knows who else has it");
        }
        DeliveryReport report = why.delivery().get();
        return report.delivery()
                .map(delivery -> tracked(quote + " (" + sent + ")", delivery))
                .orElseGet(() -> untracked(quote + " (" + sent + ")", report));
    }

    /** Returns one line for each recipient of a message of this node. */
    public static List<String> members(Delivery delivery, MemberNames names) {
        int widest = delivery.recipients().stream()
                .mapToInt(share -> names.of(share.member()).length())
                .max()
                .orElse(0);
        return delivery.recipients().stream()
                .map(share -> {
                    String who = names.of(share.member());
                    return who + " ".repeat(widest - who.length()) + "  " + status(share, delivery.elapsed(), names);
                })
                .toList();
    }

    private List<String> tracked(String which, Delivery delivery) {
        List<String> lines = new ArrayList<>();
        lines.add(which + ": " + count(delivery));
        members(delivery, names).forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** For messages sent before this process started, the log knows which members have them, but not since when. */
    private List<String> untracked(String which, DeliveryReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(which + ": in this log");
        if (report.others().isEmpty()) {
            lines.add("  no other member is present");
        }
        if (!report.holders().isEmpty()) {
            lines.add("  stored by " + names.of(report.holders()));
        }
        if (!report.lacking().isEmpty()) {
            lines.add("  not known to be stored by " + names.of(report.lacking()));
        }
        lines.add("  details are kept only for recent messages sent since this node started");
        return lines;
    }

    /** Returns the status of one recipient; its name comes before it. */
    public static String status(RecipientStatus share, Duration elapsed, MemberNames names) {
        String after = time(share.after());
        String reason = Sanitiser.line(share.reason());
        String why = reason.isBlank() ? "" : ": " + reason;
        Optional<String> via = share.via().map(node -> names.isSelf(node) ? "you" : names.of(node));
        return switch (share.state()) {
            case DIRECT -> "has it, after " + after;
            case RELAYED -> "has it via " + via.orElse("the leader") + ", after " + after;
            case PENDING -> "has not acknowledged it for " + time(elapsed);
            case SLOW -> "is reachable but has not stored it for " + after + why + "; it may catch up";
            case DROPPED ->
                "left or timed out after " + after
                        + via.map(who -> "; " + who + " could not reach it either")
                                .orElse("") + why
                        + "; will get it on return";
            case REFUSED -> "refused it after " + after + why;
        };
    }

    private static String count(Delivery delivery) {
        int all = delivery.recipients().size();
        int stored = all - delivery.lacking().size();
        if (all == 0) {
            return "no other member was present";
        }
        if (stored == all) {
            return all == 1 ? "the other member has it" : "all " + all + " members have it";
        }
        return stored + " of " + EventText.count(all, "member") + " have it";
    }

    public static String time(Duration time) {
        return time.toMillis() < 1_000
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
