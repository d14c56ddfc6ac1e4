package p2pchat.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands in every text that a regular expression matches, as a pattern for LIKE: the store looks for it much faster
 * than the expression could be tried on every text. Whatever is not plain is not required: to try a text in vain costs
 * little, to pass over one that matches would be wrong.
 */
final class RequiredText {

    /** More finds nothing sooner, and LIKE has a limit. */
    private static final int MOST = 64;

    private static final int PLAIN_FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.LITERAL;

    /** Escapes that stand for a kind of character, or for a place between two. */
    private static final String KINDS_AND_PLACES = "bBdDsSwW";

    /** Letters that more than their capitals are equal to where case does not count: ı and İ, the Kelvin sign, ſ. */
    private static final String AMBIGUOUS = "iksIKS";

    private final List<String> runs = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();

    private RequiredText() {}

    /** Empty where no text can be ruled out. */
    static Optional<String> like(Pattern expression) {
        String pattern = expression.pattern();
        RequiredText required = new RequiredText();
        if ((expression.flags() & ~PLAIN_FLAGS) != 0) {
            return Optional.empty();
        } else if ((expression.flags() & Pattern.LITERAL) != 0) {
            pattern.chars().forEach(character -> required.add((char) character));
        } else if (pattern.indexOf('|') < 0) {
            required.read(pattern);
        }
        required.endRun();
        return required.runs.stream()
                .max(Comparator.comparingLong(RequiredText::weight))
                .filter(longest -> weight(longest) > 0)
                .map(RequiredText::like);
    }

    /** Up to the first group, class or count: what came before is required all the same. */
    private void read(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            switch (character) {
                case '.', '^', '$', '+' -> endRun();
                case '*', '?' -> endRunBeforeLast();
                case '{' -> {
                    endRunBeforeLast();
                    return;
                }
                case '(', '[' -> {
                    return;
                }
                case '\\' -> {
                    i++;
                    char escaped = pattern.charAt(i);
                    if (KINDS_AND_PLACES.indexOf(escaped) >= 0) {
                        endRun();
                    } else if (Character.isLetterOrDigit(escaped)) {
                        return;
                    } else {
                        add(escaped);
                    }
                }
                default -> add(character);
            }
        }
    }

    private void add(char character) {
        if (character >= ' ' && character < 0x7f) {
            run.append(character);
        } else {
            endRun(); // its other case is more than LIKE knows
        }
    }

    private void endRunBeforeLast() {
        run.setLength(Math.max(0, run.length() - 1));
        endRun();
    }

    private void endRun() {
        if (!run.isEmpty()) {
            runs.add(run.substring(0, Math.min(run.length(), MOST)));
            run.setLength(0);
        }
    }

    private static long weight(String plain) {
        return plain.chars().filter(letter -> AMBIGUOUS.indexOf(letter) < 0).count();
    }

    private static String like(String plain) {
        StringBuilder like = new StringBuilder("%");
        for (int i = 0; i < plain.length(); i++) {
            char character = plain.charAt(i);
            if (AMBIGUOUS.indexOf(character) >= 0) {
                like.append('_');
            } else {
                like.append(character == '%' || character == '_' || character == '\\' ? "\\" : "")
                        .append(character);
            }
        }
        return like.append('%').toString();
    }
}
