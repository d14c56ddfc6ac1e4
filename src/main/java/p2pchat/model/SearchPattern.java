package p2pchat.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Text or a regular expression to find in messages, ignoring case and the choice between canonically equivalent
 * characters (UAX 15). The engine is RE2/J, whose time grows linearly with
 * the text, so no expression can hold up a reader (ADR 0016).
 */
public record SearchPattern(Pattern compiled) {

    private static final int MAX_LENGTH = 1_000;

    /** Limits the product of all counted repetitions, because RE2/J expands them. */
    private static final long MAX_REPETITIONS = 10_000;

    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d+))?");
    private static final Pattern UNSUPPORTED = Pattern.compile("\\(\\?<?[=!]|\\\\[1-9k]");

    /** Finds exactly this text. */
    public static SearchPattern literal(String text) {
        return new SearchPattern(Pattern.compile(Pattern.quote(composed(text)), Pattern.CASE_INSENSITIVE));
    }

    /** Finds texts that match a regular expression. The message about an invalid or expensive one is for users. */
    public static SearchPattern regex(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw invalid("longer than 1,000 characters", null);
        }
        if (repetitions(expression) > MAX_REPETITIONS) {
            throw invalid("repetition counts are too large", null);
        }
        try {
            return new SearchPattern(Pattern.compile(composed(expression), Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException e) {
            boolean unsupported = UNSUPPORTED.matcher(expression).find();
            throw invalid(unsupported ? "lookaround and backreferences are not supported" : e.getDescription(), e);
        }
    }

    /** Returns whether the text contains a match. */
    public boolean foundIn(String text) {
        return compiled.matcher(composed(text)).find();
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static double repetitions(String expression) {
        double product = 1;
        var counts = REPETITION.matcher(expression);
        while (counts.find()) {
            String most = counts.group(2) == null ? counts.group(1) : counts.group(2);
            product *= Math.max(1, Double.parseDouble(most));
        }
        return product;
    }

    private static IllegalArgumentException invalid(String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException("invalid regular expression: " + reason, cause);
    }
}
