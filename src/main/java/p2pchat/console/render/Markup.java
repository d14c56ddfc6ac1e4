package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import p2pchat.console.text.Sanitiser;

/**
 * Styles text between marks: {@code `code`}, {@code **bold**}, {@code _italic_}. The marks stay, so that the text can be
 * copied as it was written. Lines between two fences of three backquotes stay unstyled.
 */
final class Markup {

    /** A mark is at a word boundary, and the text in it neither begins nor ends with a space. */
    private static final Pattern MARKED = Pattern.compile("(?<![\\p{L}\\p{N}_*`])(?:"
            + "`[^`\\n]+`"
            + "|\\*\\*[^\\s*](?:[^*\\n]*[^\\s*])?\\*\\*"
            + "|_[^\\s_](?:[^_\\n]*[^\\s_])?_"
            + ")(?![\\p{L}\\p{N}_*`])");

    private static final String FENCE = "```";

    private Markup() {}

    /** Styles the lines of one text, which the {@link Sanitiser} has cleaned. */
    static List<String> styled(List<String> lines, TextStyle style) {
        List<String> styled = new ArrayList<>(lines.size());
        boolean fenced = false;
        for (String line : lines) {
            boolean fence = line.startsWith(FENCE);
            styled.add(fenced || fence ? line : styled(line, style));
            fenced ^= fence;
        }
        return styled;
    }

    private static String styled(String line, TextStyle style) {
        return MARKED.matcher(line).replaceAll(found -> Matcher.quoteReplacement(styleOf(found.group(), style)));
    }

    private static String styleOf(String marked, TextStyle style) {
        return switch (marked.charAt(0)) {
            case '*' -> style.bold(marked);
            case '_' -> style.italic(marked);
            default -> style.dim(marked);
        };
    }
}
