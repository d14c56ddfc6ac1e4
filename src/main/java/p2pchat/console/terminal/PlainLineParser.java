package p2pchat.console.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Splits a line at spaces for completion. Quotes and backslashes are ordinary characters, and a line is always complete. */
public final class PlainLineParser implements Parser {

    private record Words(String line, int cursor, String word, int wordCursor, int wordIndex, List<String> words)
            implements CompletingParsedLine {

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.codePointCount(0, wordCursor); // JLine counts code points
        }

        @Override
        public int rawWordLength() {
            return word.codePointCount(0, word.length());
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int at = line.offsetByCodePoints(0, Math.min(cursor, line.codePointCount(0, line.length())));
        int start = at;
        while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        String before = line.substring(0, start).strip();
        List<String> words = before.isEmpty() ? List.of() : List.of(before.split("\\s+"));
        String word = line.substring(start, end);
        List<String> all = new ArrayList<>(words);
        all.add(word);
        return new Words(line, cursor, word, at - start, words.size(), List.copyOf(all));
    }
}
