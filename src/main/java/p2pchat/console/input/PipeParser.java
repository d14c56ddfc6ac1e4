package p2pchat.console.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanations;
import p2pchat.model.ChatMessage;

/**
 * Parses piped lines. Each line is a message, or with {@code byParagraph} each paragraph, which ends at a blank line.
 *
 * @param paragraph the lines of the paragraph so far
 * @param bytes a lower bound of their UTF-8 bytes
 * @param first the number of the first of them
 * @param skipping whether the paragraph is too long, so that its remaining lines are discarded
 */
record PipeParser(boolean byParagraph, List<String> paragraph, int bytes, long first, boolean skipping)
        implements InputParser {

    PipeParser {
        paragraph = List.copyOf(paragraph);
    }

    @Override
    public Result parse(long number, String text) {
        if (!byParagraph) {
            return new Result(this, text.isBlank() ? Optional.empty() : Optional.of(send(text)));
        }
        if (text.isBlank()) {
            return end();
        }
        if (skipping) {
            return new Result(this, Optional.empty());
        }
        long start = paragraph.isEmpty() ? number : first;
        if (bytes + text.length() > ChatMessage.MAX_TEXT_BYTES) {
            return skip(start);
        }
        List<String> longer = new ArrayList<>(paragraph);
        longer.add(text);
        return new Result(new PipeParser(true, longer, bytes + text.length() + 1, start, false), Optional.empty());
    }

    @Override
    public Result lineTooLong(long number) {
        if (byParagraph && skipping) {
            return new Result(this, Optional.empty());
        }
        return byParagraph
                ? skip(paragraph.isEmpty() ? number : first)
                : new Result(this, Optional.of(refuse("line " + number)));
    }

    @Override
    public Result end() {
        Result reset = new Result(InputParser.pipe(byParagraph), Optional.empty());
        if (paragraph.isEmpty()) {
            return reset;
        }
        String text = String.join("\n", paragraph);
        Intent intent = ChatMessage.fits(text) ? send(text) : refuse("the paragraph at line " + first);
        return new Result(reset.next(), Optional.of(intent));
    }

    @Override
    public boolean limitsInFlight() {
        return true;
    }

    private static Result skip(long start) {
        return new Result(
                new PipeParser(true, List.of(), 0, 0, true), Optional.of(refuse("the paragraph at line " + start)));
    }

    private static Intent send(String text) {
        return new Intent.Send(Optional.empty(), text);
    }

    private static Intent refuse(String where) {
        return new Intent.Invalid(Optional.empty(), Explanations.tooLong(where));
    }
}
