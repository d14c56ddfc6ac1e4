package p2pchat.console.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.EventText;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Amended;
import p2pchat.model.NetworkEvent.Revision;
import p2pchat.model.NetworkEvent.Said;

/**
 * The messages shown last, and the references by which a user may name them:
 *
 * <pre>
 *   ^         the last          ^3      the third last
 *   {@literal @}bob      bob's last        #41     the one with this number in a list
 *   9a0e      the one whose id begins or ends like this, at least four characters
 * </pre>
 *
 * @param recent oldest first
 * @param numbers of messages in lists, oldest first
 */
public record MessageReferences(
        PVector<Said> recent, Map<MessageKey, Integer> numbers, Map<Integer, Said> listed, int nextNumber) {

    /** Older messages have to be listed to be referred to. */
    static final int MAX_RECENT = 500;

    static final int MAX_LISTED = 1_000;

    /** How many recent messages, and how many listed ones, completion offers. */
    private static final int MAX_SUGGESTIONS = 10;

    public static final MessageReferences EMPTY = new MessageReferences(TreePVector.empty(), Map.of(), Map.of(), 1);

    private static final int SHORTEST_ID = 4;
    private static final Pattern BACK = Pattern.compile("\\^(\\d{0,6})");
    private static final Pattern NUMBER = Pattern.compile("#(\\d{1,9})");

    public sealed interface Result {
        record Found(Said said) implements Result {}

        record NotFound(Explanation why) implements Result {}
    }

    public MessageReferences {
        numbers = Collections.unmodifiableMap(numbers);
        listed = Collections.unmodifiableMap(listed);
    }

    MessageReferences after(NetworkEvent event) {
        if (event instanceof Amended amended) {
            return with(amended);
        }
        return event instanceof Said said ? with(said) : this;
    }

    /** Replaces the text of an edited or deleted message. */
    private MessageReferences with(Amended amended) {
        MessageKey target = amended.targetKey();
        UnaryOperator<Said> now = said -> target.equals(said.message().key()) ? said.amended(amended.message()) : said;
        Map<Integer, Said> known = new LinkedHashMap<>(listed);
        known.replaceAll((number, said) -> now.apply(said));
        return new MessageReferences(TreePVector.from(recent.stream().map(now).toList()), numbers, known, nextNumber);
    }

    MessageReferences with(Said said) {
        PVector<Said> more = recent.plus(said);
        return new MessageReferences(more.size() > MAX_RECENT ? more.minus(0) : more, numbers, listed, nextNumber);
    }

    /** Gives each message of a list a number, unless it has one already. */
    MessageReferences numbering(List<Said> messages) {
        Map<MessageKey, Integer> given = new LinkedHashMap<>(numbers);
        Map<Integer, Said> known = new LinkedHashMap<>(listed);
        int free = nextNumber;
        for (Said said : messages) {
            if (!given.containsKey(said.message().key())) {
                given.put(said.message().key(), free);
                known.put(free, said);
                free++;
            }
        }
        while (known.size() > MAX_LISTED) {
            Iterator<Said> oldest = known.values().iterator();
            given.remove(oldest.next().message().key());
            oldest.remove();
        }
        return new MessageReferences(recent, given, known, free);
    }

    /** Adds the numbers to a list. */
    NodeAnswer.Listing numbered(NodeAnswer.Listing listing) {
        List<Integer> given = listing.messages().stream()
                .map(said -> numbers.getOrDefault(said.message().key(), 0))
                .toList();
        return new NodeAnswer.Listing(listing.messages(), given, listing.searched());
    }

    /** Returns references for completion, with their messages. */
    public Map<String, Said> suggestions() {
        Map<String, Said> suggestions = new LinkedHashMap<>();
        for (int back = 1; back <= Math.min(MAX_SUGGESTIONS, recent.size()); back++) {
            suggestions.put(back == 1 ? "^" : "^" + back, recent.get(recent.size() - back));
        }
        listed.entrySet().stream()
                .skip(Math.max(0, listed.size() - MAX_SUGGESTIONS))
                .forEach(entry -> suggestions.put("#" + entry.getKey(), entry.getValue()));
        return suggestions;
    }

    private static boolean isPartOfId(String hex) {
        return hex.length() >= SHORTEST_ID && hex.matches("[0-9a-f-]+");
    }

    /** Returns the last own message that is not deleted. */
    Optional<Said> lastOwn() {
        return newest(said -> said.own() && said.revision() != Revision.DELETED);
    }

    Result resolve(String reference) {
        Matcher back = BACK.matcher(reference);
        if (back.matches()) {
            int steps = back.group(1).isEmpty() ? 1 : Integer.parseInt(back.group(1));
            return steps >= 1 && steps <= recent.size()
                    ? new Result.Found(recent.get(recent.size() - steps))
                    : notFound(
                            reference,
                            recent.isEmpty()
                                    ? "no message was shown yet"
                                    : "only " + EventText.count(recent.size(), "message") + " above");
        }
        Matcher number = NUMBER.matcher(reference);
        if (number.matches()) {
            return Optional.ofNullable(listed.get(Integer.parseInt(number.group(1))))
                    .<Result>map(Result.Found::new)
                    .orElseGet(() -> notFound(reference, "only listed messages have numbers"));
        }
        if (reference.startsWith("@")) {
            return lastOf(reference.substring(1), reference);
        }
        return byId(reference);
    }

    /** Returns the last message of the member who last used this nick, even under another nick since. */
    private Result lastOf(String nick, String reference) {
        return newest(said -> said.author().value().equalsIgnoreCase(nick))
                .flatMap(said -> newest(
                        other -> other.message().author().equals(said.message().author())))
                .<Result>map(Result.Found::new)
                .orElseGet(() -> notFound(reference, "no message above is from " + Sanitiser.line(nick)));
    }

    private Result byId(String reference) {
        String hex = reference.toLowerCase(Locale.ROOT);
        if (!isPartOfId(hex)) {
            return notFound(
                    reference,
                    "expected ^, ^3, @nick, #number, or at least " + SHORTEST_ID + " characters of a message id");
        }
        List<Said> all = new ArrayList<>(recent);
        listed.values().stream()
                .filter(said -> recent.stream()
                        .noneMatch(
                                one -> one.message().key().equals(said.message().key())))
                .forEach(all::add);
        List<Said> fits = all.stream()
                .filter(said -> {
                    String id = said.message().id().toString();
                    return id.startsWith(hex) || id.endsWith(hex);
                })
                .toList();
        if (fits.size() == 1) {
            return new Result.Found(fits.get(0));
        }
        return notFound(
                reference,
                fits.isEmpty()
                        ? "no message that was shown has such an id"
                        : fits.size() + " messages match; give more of the id");
    }

    private Optional<Said> newest(Predicate<Said> fits) {
        for (int i = recent.size() - 1; i >= 0; i--) {
            if (fits.test(recent.get(i))) {
                return Optional.of(recent.get(i));
            }
        }
        return Optional.empty();
    }

    private static Result notFound(String reference, String why) {
        return new Result.NotFound(Explanation.of(
                Explanations.USAGE,
                "no message matches " + Sanitiser.line(reference),
                why,
                new Try("/history", "list recent messages with numbers")));
    }
}
