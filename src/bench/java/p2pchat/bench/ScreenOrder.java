package p2pchat.bench;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what one process shows: each message once, and each author's messages in ascending order unless marked late
 * (protocol 2.7). Pure.
 */
final class ScreenOrder {

    private final Map<Integer, Long> last = new HashMap<>();
    private final Set<String> shown = new HashSet<>();

    /** Accepts an event of {@code -o json}. Returns what it violates. */
    Optional<String> accept(JsonObject event) {
        if (!event.has("type") || !event.get("type").getAsString().equals("message")) {
            return Optional.empty();
        }
        int author = event.getAsJsonObject("from").get("id").getAsInt();
        long seq = event.get("seq").getAsLong();
        boolean late = event.has("mark") && event.get("mark").getAsString().equals("late");
        long before = last.merge(author, seq, Math::max);
        if (!shown.add(author + "#" + seq)) {
            return Optional.of(author + "#" + seq + " is shown twice");
        }
        return before > seq && !late
                ? Optional.of(author + "#" + seq + " is shown after " + author + "#" + before + " without a mark")
                : Optional.empty();
    }

    int shown() {
        return shown.size();
    }
}
