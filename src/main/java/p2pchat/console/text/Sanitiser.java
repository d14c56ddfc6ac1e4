package p2pchat.console.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;
import p2pchat.model.Nick;

/**
 * Makes strings from the network safe to show: the result cannot move the cursor, change the terminal or reorder the
 * text around it. Every renderer cleans every foreign string with it. Cleaning is idempotent.
 */
public final class Sanitiser {

    /** More combining marks on one letter would overlap other lines. */
    private static final int MAX_MARKS = 4;

    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int BLACK_FLAG = 0x1F3F4;

    private static final Set<UnicodeScript> SCRIPTS_WITH_JOINERS = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.NKO,
            UnicodeScript.MANDAIC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.MYANMAR,
            UnicodeScript.KHMER);

    private Sanitiser() {}

    /**
     * Cleans a text of one or more lines: removes control characters, replaces invisible and reordering characters by
     * {@code ‹U+202E›}, and tabs by four spaces.
     */
    public static String text(String raw) {
        return isPlain(raw) ? raw : cleaned(raw);
    }

    /** Most texts are plain, and need no check of each character's class. */
    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (!between(c, ' ', '~') && c != '\n') {
                return false;
            }
        }
        return true;
    }

    private static String cleaned(String raw) {
        StringBuilder clean = new StringBuilder(raw.length());
        int last = 0; // the last code point appended
        int base = 0; // the last one that is no mark
        int marks = 0;
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            int next = i < raw.length() ? raw.codePointAt(i) : 0;
            boolean hidden = isInvisible(c) && !belongsToEmoji(c, last, next) && !joinsLetters(c, base, last, next);
            boolean mark = isMark(c) && !hidden;
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            if (control || (mark && marks == MAX_MARKS)) {
                continue;
            }
            marks = mark ? marks + 1 : 0;
            clean.append(hidden ? String.format("‹U+%04X›", c) : visible(c));
            last = clean.codePointBefore(clean.length());
            base = mark ? base : last;
        }
        return clean.toString();
    }

    private static String visible(int c) {
        if (c == '\n' || c == 0x2028 || c == 0x2029) {
            return "\n";
        }
        if (c == '\t') {
            return "    ";
        }
        return between(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE) ? "\uFFFD" : Character.toString(c);
    }

    /** Cleans a text and replaces its newlines by spaces. */
    public static String line(String raw) {
        return text(raw).replace('\n', ' ');
    }

    /** Keeps only the characters allowed in a nick, at most {@link Nick#MAX_LENGTH}; {@code ?} if none is left. */
    public static String nick(String raw) {
        String clean = lettersOf(Normalizer.normalize(lettersOf(raw), Normalizer.Form.NFKC));
        // letters may compose once the characters between them are gone
        clean = lettersOf(Normalizer.normalize(clean, Normalizer.Form.NFKC));
        int length = Math.min(clean.codePointCount(0, clean.length()), Nick.MAX_LENGTH);
        return length == 0 ? "?" : clean.substring(0, clean.offsetByCodePoints(0, length));
    }

    /** Replaces lone surrogates, which have no UTF-8 form, so that every copy of a text has the same bytes. */
    public static String wellFormed(String raw) {
        StringBuilder clean = new StringBuilder(raw.length());
        raw.codePoints()
                .map(c -> between(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String lettersOf(String raw) {
        StringBuilder letters = new StringBuilder(raw.length());
        raw.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.')
                .filter(c -> !isBlankLetter(c))
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** Hangul fillers are invisible letters, so that two nicks with and without one look the same. */
    private static boolean isBlankLetter(int c) {
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /** Bidi controls, zero-width characters, tags, soft hyphens, variation selectors. */
    private static boolean isInvisible(int c) {
        return isVariationSelector(c) || (Character.getType(c) == Character.FORMAT && !isVisibleFormat(c));
    }

    /** Arabic and Syriac number signs are format characters that are visible. */
    private static boolean isVisibleFormat(int c) {
        return between(c, 0x0600, 0x0605) || c == 0x06DD || c == 0x070F || c == 0x0890 || c == 0x0891 || c == 0x08E2;
    }

    private static boolean isVariationSelector(int c) {
        return between(c, 0xFE00, 0xFE0F) || between(c, 0xE0100, 0xE01EF);
    }

    private static boolean belongsToEmoji(int c, int last, int next) {
        if (c == ZERO_WIDTH_JOINER) {
            return (isPictograph(last) || last == 0xFE0F) && isPictograph(next);
        }
        if (c == 0xFE0E || c == 0xFE0F) {
            return isPictograph(last) || between(last, '0', '9') || last == '#' || last == '*';
        }
        return isTag(c) && (last == BLACK_FLAG || isTag(last)); // regional flags
    }

    /** A joiner shapes the letters beside it: both belong to one script, or a virama precedes it (UAX 31, 2.3). */
    private static boolean joinsLetters(int c, int base, int last, int next) {
        if (c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(base);
        boolean before = Character.isLetter(base) && SCRIPTS_WITH_JOINERS.contains(script);
        boolean after = (Character.isLetter(next) || isMark(next)) && UnicodeScript.of(next) == script;
        return before && (after || (c == ZERO_WIDTH_JOINER && isVirama(last)));
    }

    /** The Indian scripts of ISCII have their virama at the same place of their block. */
    private static boolean isVirama(int c) {
        return (between(c, 0x0900, 0x0D7F) && (c & 0x7F) == 0x4D) || c == 0x0DCA;
    }

    private static boolean isTag(int c) {
        return between(c, 0xE0020, 0xE007F);
    }

    private static boolean isPictograph(int c) {
        return between(c, 0x1F000, 0x1FAFF)
                || between(c, 0x2190, 0x2BFF)
                || c == 0xA9
                || c == 0xAE
                || c == 0x203C
                || c == 0x2049
                || c == 0x2122
                || c == 0x2139
                || c == 0x3030
                || c == 0x303D
                || c == 0x3297
                || c == 0x3299;
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
