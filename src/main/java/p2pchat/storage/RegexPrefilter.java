package p2pchat.storage;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Of which texts one stands in every text that a regular expression matches, as patterns for LIKE: the store looks for
 * them much faster than the expression could be tried on every text. Where that is not certain, nothing is required: to
 * try a text in vain costs little, to pass over one that matches would be wrong.
 *
 * @param anyOf of plain letters and {@link #ANY}; none where nothing is required
 */
record RegexPrefilter(Set<String> anyOf) {

    static final RegexPrefilter NOTHING = new RegexPrefilter(Set.of());

    /** One character, whatever it is. */
    static final char ANY = 0;

    /** Each takes its time; more are not worth it. */
    static final int MOST = 8;

    /** More letters find nothing sooner, and LIKE has a limit. */
    private static final int MOST_LETTERS = 64;

    /** So many letters stand in few texts; beyond that, one to look for is better than several. */
    private static final int RARE = 4;

    /** Letters that more than their capitals are equal to where case does not count: ı and İ, the Kelvin sign, ſ. */
    private static final String AMBIGUOUS = "iksIKS";

    private static final int READABLE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.LITERAL;

    private static final Comparator<RegexPrefilter> USE = Comparator.<RegexPrefilter>comparingInt(
                    required -> Math.min(required.letters(), RARE))
            .thenComparing(required -> -required.anyOf.size())
            .thenComparing(RegexPrefilter::letters);

    /** Empty where no text can be ruled out. */
    static List<String> like(Pattern expression) {
        return of(expression).anyOf.stream().map(RegexPrefilter::like).toList();
    }

    private static RegexPrefilter of(Pattern expression) {
        if ((expression.flags() & ~READABLE) != 0) {
            return NOTHING;
        }
        if ((expression.flags() & Pattern.LITERAL) != 0) {
            StringBuilder run = new StringBuilder();
            expression.pattern().codePoints().forEach(character -> run.append(letter(character)));
            return of(run);
        }
        return new RegexPrefilterReader(expression.pattern()).read();
    }

    /** What every text has that has these letters in a row. */
    static RegexPrefilter of(CharSequence run) {
        int begin = 0;
        int end = run.length();
        while (begin < end && run.charAt(begin) == ANY) {
            begin++;
        }
        end = Math.min(end, begin + MOST_LETTERS);
        while (end > begin && run.charAt(end - 1) == ANY) {
            end--;
        }
        return begin == end
                ? NOTHING
                : new RegexPrefilter(Set.of(run.subSequence(begin, end).toString()));
    }

    /** What LIKE is to look for where an expression has this character: it knows both cases of ASCII only. */
    static char letter(int character) {
        boolean plain = character >= ' ' && character < 0x7f && AMBIGUOUS.indexOf(character) < 0;
        return plain ? (char) character : ANY;
    }

    /** Of two things that are both required. */
    RegexPrefilter orBetter(RegexPrefilter other) {
        return USE.compare(this, other) >= 0 ? this : other;
    }

    /** Of two of which one is required: nothing, unless both require something. */
    RegexPrefilter or(RegexPrefilter other) {
        Set<String> either = new TreeSet<>(anyOf);
        either.addAll(other.anyOf);
        return anyOf.isEmpty() || other.anyOf.isEmpty() || either.size() > MOST ? NOTHING : new RegexPrefilter(either);
    }

    /** How many letters the shortest has. */
    private int letters() {
        return anyOf.stream()
                .mapToInt(text ->
                        (int) text.chars().filter(letter -> letter != ANY).count())
                .min()
                .orElse(0);
    }

    private static String like(String text) {
        StringBuilder like = new StringBuilder("%");
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == ANY) {
                like.append('_');
            } else {
                like.append(letter == '%' || letter == '_' || letter == '\\' ? "\\" : "")
                        .append(letter);
            }
        }
        return like.append('%').toString();
    }
}
