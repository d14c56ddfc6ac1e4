package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import p2pchat.console.text.Sanitiser;

/**
 * The few marks that people put around words: {@code `code`}, {@code **bold**}, {@code _italic_}. What stands between them
 * is shown so, and the marks stay, so that a text reads and copies as it was written. Lines between two fences of three
 * backquotes are left alone.
 */
final class Markup {

    /** A mark opens where no word goes on, around something that neither begins nor ends with a space. */
    private static final Pattern MARKED = Pattern.compile("(?<![\\p{L}\\p{N}_*`])(?:"
            + "`[^`\\n]+`"
            + "|\\*\\*[^\\s*](?:[^*\\n]*[^\\s*])?\\*\\*"
            + "|_[^\\s_](?:[^_\\n]*[^\\s_])?_"
            + ")(?![\\p{L}\\p{N}_*`])");

    private static final String FENCE = "```";

    private Markup() {}

    /** The lines of one text, which came through the {@link Sanitiser}. */
    static List<String> styled(List<String> lines, TextStyle look) {
        List<String> styled = new ArrayList<>(lines.size());
        boolean fenced = false;
        for (String line : lines) {
            boolean fence = line.startsWith(FENCE);
            styled.add(fenced || fence ? line : styled(line, look));
            fenced ^= fence;
        }
        return styled;
    }

    private static String styled(String line, TextStyle look) {
        return MARKED.matcher(line).replaceAll(found -> Matcher.quoteReplacement(meant(found.group(), look)));
    }

    private static String meant(String marked, TextStyle look) {
        return switch (marked.charAt(0)) {
            case '*' -> look.bold(marked);
            case '_' -> look.italic(marked);
            default -> look.dim(marked);
        };
    }
}
