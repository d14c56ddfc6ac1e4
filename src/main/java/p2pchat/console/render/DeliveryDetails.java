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

/** Who has a message, member by member, with times and reasons, in lines for people. */
public final class DeliveryDetails {

    private static final int QUOTED = 60;

    private final MemberNames names;

    private DeliveryDetails(MemberNames names) {
        this.names = names;
    }

    /** @param time words a moment, in milliseconds since 1970 */
    static List<String> of(NodeAnswer.WhyMessage why, MemberNames names, LongFunction<String> time) {
        DeliveryDetails lines = new DeliveryDetails(names);
        Said said = why.said();
        String what = "\"" + EventText.quotedInAnswer(QUOTED, EventText.text(said.message())) + "\", said "
                + time.apply(said.message().sentAt());
        if (why.delivery().isEmpty()) {
            return List.of(
                    what + " by " + MessageListing.who(said, names) + ", is in this log since "
                            + time.apply(said.receivedAt()),
                    "  who else has it, only its author's node knows");
        }
        DeliveryReport reach = why.delivery().get();
        return reach.delivery().map(delivery -> lines.followed(what, delivery)).orElseGet(() -> lines.old(what, reach));
    }

    /** Each member as it stands with one message, said by this node. */
    public static List<String> members(Delivery delivery, MemberNames names) {
        int widest = delivery.shares().stream()
                .mapToInt(share -> names.of(share.member()).length())
                .max()
                .orElse(0);
        return delivery.shares().stream()
                .map(share -> {
                    String who = names.of(share.member());
                    return who + " ".repeat(widest - who.length()) + "  " + words(share, delivery.elapsed(), names);
                })
                .toList();
    }

    private List<String> followed(String what, Delivery delivery) {
        List<String> lines = new ArrayList<>();
        lines.add(what + ": " + count(delivery));
        members(delivery, names).forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** What was said before this process began is in the log, and the log knows who has what, not how it came there. */
    private List<String> old(String what, DeliveryReport reach) {
        List<String> lines = new ArrayList<>();
        lines.add(what + ", is in this log");
        if (reach.others().isEmpty()) {
            lines.add("  nobody else is here now");
        }
        if (!reach.holders().isEmpty()) {
            lines.add("  stored by " + names.of(reach.holders()));
        }
        if (!reach.lacking().isEmpty()) {
            lines.add("  not known to be stored by " + names.of(reach.lacking()));
        }
        lines.add("  how it got there is known only of what was said since this node started, and not of the oldest");
        return lines;
    }

    /** How one member stands with a message; its name comes before that. */
    public static String words(RecipientStatus share, Duration elapsed, MemberNames names) {
        String after = time(share.after());
        String reason = Sanitiser.line(share.reason());
        String why = reason.isBlank() ? "" : ": " + reason;
        Optional<String> via = share.via().map(node -> names.isSelf(node) ? "you" : names.of(node));
        return switch (share.state()) {
            case DIRECT -> "has it, after " + after;
            case RELAYED -> "has it through " + via.orElse("the leader") + ", after " + after;
            case PENDING -> "has not acknowledged it for " + time(elapsed);
            case SLOW -> "can be reached and does not store it, since " + after + why + "; it may catch up";
            case DROPPED ->
                "was dropped or left before it had it, after " + after
                        + via.map(who -> "; " + who + " could not reach it either")
                                .orElse("") + why
                        + "; it gets it when it is back";
            case REFUSED -> "refused it, after " + after + why;
        };
    }

    private static String count(Delivery delivery) {
        int all = delivery.shares().size();
        int stored = all - delivery.lacking().size();
        if (all == 0) {
            return "nobody else was there";
        }
        return stored == all && all == 1
                ? "the other member has it"
                : stored == all
                        ? "all " + EventText.count(all, "member") + " have it"
                        : stored + " of " + EventText.count(all, "member") + " have it";
    }

    public static String time(Duration time) {
        return time.toMillis() < 1_000
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
