package p2pchat.storage;

import java.time.Duration;
import java.util.regex.Pattern;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * Tries an expression on one text after the other. Some take longer on one text than anybody waits for, or more stack than
 * there is: then it fails and says so, and holds up nobody who reads next. Belongs to one thread.
 */
final class GuardedRegex {

    /** On one text. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    /** Characters looked at between two looks at the time: some milliseconds of work. */
    private static final int OFTEN = 1 << 16;

    private final Pattern expression;
    private final boolean watched;
    private int looks;
    private long begunNanos;

    GuardedRegex(Pattern expression) {
        this.expression = expression;
        this.watched = repeats(expression);
    }

    /**
     * Whether the text has what the expression looks for.
     *
     * @throws ProblemException if that cannot be found out
     */
    boolean finds(String text) {
        looks = 0;
        try {
            return expression.matcher(watched ? new Watched(text) : text).find();
        } catch (StackOverflowError e) {
            throw tooMuch();
        }
    }

    /** Only what is repeated more than once can be tried in so many ways; what is not is read without watching. */
    private static boolean repeats(Pattern expression) {
        return expression
                        .pattern()
                        .chars()
                        .filter(letter -> "*+{".indexOf(letter) >= 0)
                        .count()
                > 1;
    }

    private void looked() {
        if (looks == 0) {
            begunNanos = System.nanoTime();
        }
        looks++;
        if (looks % OFTEN == 0 && System.nanoTime() - begunNanos > LONGEST.toNanos()) {
            throw tooMuch();
        }
    }

    private ProblemException tooMuch() {
        return new ProblemException(new Problem.ExpressionTooMuch(expression.pattern()));
    }

    /** A text that counts how often it is looked at. */
    private final class Watched implements CharSequence {

        private final String text;

        private Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looked();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
