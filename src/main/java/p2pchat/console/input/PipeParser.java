package p2pchat.console.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanations;
import p2pchat.model.ChatMessage;

/**
 * Lines of another program's output. Each is a message; with {@code byParagraph}, what stands between blank lines is.
 *
 * @param paragraph the lines of the paragraph so far
 * @param bytes how many bytes of UTF-8 they have at least
 * @param first the number of the first of them
 * @param spoilt whether the paragraph is too long already, so that the rest of it is thrown away too
 */
record PipeParser(boolean byParagraph, List<String> paragraph, int bytes, long first, boolean spoilt)
        implements InputParser {

    PipeParser {
        paragraph = List.copyOf(paragraph);
    }

    @Override
    public Result parse(long number, String text) {
        if (!byParagraph) {
            return new Result(this, text.isBlank() ? Optional.empty() : Optional.of(say(text)));
        }
        if (text.isBlank()) {
            return end();
        }
        if (spoilt) {
            return new Result(this, Optional.empty());
        }
        long start = paragraph.isEmpty() ? number : first;
        if (bytes + text.length() > ChatMessage.MAX_TEXT_BYTES) {
            return spoil(start);
        }
        List<String> longer = new ArrayList<>(paragraph);
        longer.add(text);
        return new Result(new PipeParser(true, longer, bytes + text.length() + 1, start, false), Optional.empty());
    }

    @Override
    public Result lineTooLong(long number) {
        if (byParagraph && spoilt) {
            return new Result(this, Optional.empty());
        }
        return byParagraph
                ? spoil(paragraph.isEmpty() ? number : first)
                : new Result(this, Optional.of(refuse("line " + number)));
    }

    @Override
    public Result end() {
        Result nothing = new Result(InputParser.pipe(byParagraph), Optional.empty());
        if (paragraph.isEmpty()) {
            return nothing;
        }
        String text = String.join("\n", paragraph);
        Intent whole = ChatMessage.fits(text) ? say(text) : refuse("the paragraph at line " + first);
        return new Result(nothing.next(), Optional.of(whole));
    }

    @Override
    public boolean limitsInFlight() {
        return true;
    }

    private static Result spoil(long start) {
        return new Result(
                new PipeParser(true, List.of(), 0, 0, true), Optional.of(refuse("the paragraph at line " + start)));
    }

    private static Intent say(String text) {
        return new Intent.Send(Optional.empty(), text);
    }

    private static Intent refuse(String where) {
        return new Intent.Invalid(Optional.empty(), Explanations.tooLong(where));
    }
}
