package p2pchat.model;

import java.text.Normalizer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The nickname of a member: 1 to 24 letters, digits or {@code -_.}, not only the latter, in NFKC. Its owner numbers it
 * if it looks like the nick of another member.
 */
public record Nick(String value) {

    public static final int MAX_LENGTH = 24;

    /** A longer number is part of the name. */
    private static final Pattern NUMBERED = Pattern.compile("(.*?\\D)([1-9][0-9]{0,3})");

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    public Nick {
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > MAX_LENGTH || !value.codePoints().allMatch(Nick::isAllowed)) {
            throw new IllegalArgumentException("a nick has 1 to " + MAX_LENGTH + " letters, digits or - _ .");
        }
        if (value.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new IllegalArgumentException("a nick has a letter or a digit");
        }
        if (!Normalizer.isNormalized(value, Normalizer.Form.NFKC)) {
            throw new IllegalArgumentException("a nick must be in normal form (NFKC)");
        }
    }

    /** Normalizes the text first. */
    public static Nick parse(String text) {
        return new Nick(Normalizer.normalize(text, Normalizer.Form.NFKC));
    }

    /**
     * Returns this nick, or the first of nick2, nick3 … that is free, truncated if it would be too long. A number at
     * the end is continued, so ann3 follows ann2.
     */
    public Nick makeUnique(Predicate<Nick> taken) {
        Nick candidate = this;
        for (int number = nextNumber(); taken.test(candidate); number++) {
            candidate = withNumber(number);
        }
        return candidate;
    }

    /** Returns whether {@link #makeUnique} of the other nick may have formed this one, which differs from it. */
    public boolean isNumbered(Nick other) {
        return IntStream.range(1, value.length())
                .mapToObj(value::substring)
                .filter(end -> NUMBER.matcher(end).matches())
                .map(Integer::valueOf)
                .anyMatch(number ->
                        number >= other.nextNumber() && other.withNumber(number).equals(this));
    }

    private int nextNumber() {
        Matcher numbered = NUMBERED.matcher(value);
        return numbered.matches() ? Integer.parseInt(numbered.group(2)) + 1 : 2;
    }

    private Nick withNumber(int number) {
        Matcher numbered = NUMBERED.matcher(value);
        String name = numbered.matches() ? numbered.group(1) : value;
        String suffix = Integer.toString(number);
        int keep = Math.min(name.codePointCount(0, name.length()), MAX_LENGTH - suffix.length());
        return new Nick(name.substring(0, name.offsetByCodePoints(0, keep)) + suffix);
    }

    /** Whether the nicks look alike, ignoring case and confusable letters. */
    public boolean isConfusableWith(Nick other) {
        return look().resembles(other.look());
    }

    public Look look() {
        return Confusables.look(value);
    }

    /** Returns how the nick looks without a number at its end, which {@link #makeUnique} may have added. */
    public Look lookWithoutNumber() {
        Matcher numbered = NUMBERED.matcher(value);
        return Confusables.look(numbered.matches() ? numbered.group(1) : value);
    }

    private static boolean isAllowed(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    }

    @Override
    public String toString() {
        return value;
    }
}
