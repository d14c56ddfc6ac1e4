package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.model.ChatMessage;

/**
 * What becomes of the lines that somebody enters. Lines that come faster than anybody types are one paste, and one
 * message; a large message is asked about first. Knows no clock: times are milliseconds of any origin.
 *
 * @param lines entered, and not yet known to be all of a paste
 * @param last when the last of them came
 * @param more whether more input was there already when it came
 * @param asked what waits for a yes or no
 * @param rest of the word whose first key was an answer: whoever goes on typing it says nothing
 */
record PasteDetector(List<String> lines, long last, boolean more, Optional<Question> asked, String rest) {

    /** So many lines in a burst are a paste that the terminal did not mark as one. */
    static final int PASTE = 3;

    /** Nobody presses Enter twice within this time. */
    static final Duration BURST = Duration.ofMillis(30);

    /** How long to wait for the rest of a line that is on its way already. */
    static final Duration ON_ITS_WAY = Duration.ofMillis(200);

    /** Whoever types the whole word has done so within this time. */
    static final Duration WHOLE_WORD = Duration.ofSeconds(2);

    static final int MANY_LINES = 10;
    static final int MANY_CHARACTERS = 4_000;

    static final PasteDetector EMPTY = new PasteDetector(List.of(), 0, false, Optional.empty(), "");

    /** What is to be done. */
    sealed interface Action {
        /** The text is complete. */
        record Submit(String text) implements Action {}

        /** {@link PasteDetector#timePassed} is due after this time. */
        record Wait(Duration time) implements Action {}

        /** The text is all of what was typed: Up brings it back, whatever becomes of it. */
        record Remember(String text) implements Action {}

        /** The text goes back to where it was typed. */
        record RestoreInput(String text) implements Action {}
    }

    /**
     * A question, and the line that a yes stands for.
     *
     * @param typed whether somebody typed that line, and may want it back
     */
    record Question(String words, String line, boolean typed) {}

    /** Where an input leads. */
    record Step(PasteDetector next, List<Action> actions) {}

    PasteDetector {
        lines = List.copyOf(lines);
    }

    /** What was entered and is not complete yet, or nothing. */
    String incomplete() {
        return String.join("\n", lines);
    }

    /** What to ask, while something waits for an answer. */
    Optional<String> question() {
        return asked.map(Question::words);
    }

    /** The keys that answer what is asked; none where nothing is. */
    String answers() {
        return asked.map(question -> question.typed() ? "yen" : "yn").orElse("");
    }

    /** Something else is asked. What is being entered then is no answer, and comes after it. */
    PasteDetector asking(String words, String line) {
        return new PasteDetector(lines, last, more, Optional.of(new Question(words, line, false)), "");
    }

    /** A line was entered. */
    Step lineEntered(String text, long now, boolean moreToCome) {
        if (asked.isPresent()) {
            return answered(asked.get(), text, now);
        }
        if (lines.isEmpty() && endsAnAnswer(text.strip(), now)) {
            return new Step(EMPTY, List.of());
        }
        List<String> longer = new ArrayList<>(lines);
        longer.add(text);
        PasteDetector next = new PasteDetector(longer, now, moreToCome, asked, "");
        boolean full = longer.stream().mapToInt(line -> line.length() + 1).sum() > ChatMessage.MAX_TEXT_BYTES;
        return full ? next.complete() : new Step(next, List.of(new Action.Wait(next.patience())));
    }

    /** Whoever types the whole word, or Enter after its first key, says nothing more by that. */
    private boolean endsAnAnswer(String text, long now) {
        boolean fits = text.isEmpty() || text.equalsIgnoreCase(rest);
        return fits && !rest.isEmpty() && now - last < WHOLE_WORD.toMillis();
    }

    /** Time may have passed without another line. */
    Step timePassed(long now) {
        if (lines.isEmpty()) {
            return new Step(this, List.of());
        }
        Duration rest = patience().minusMillis(now - last);
        return rest.isNegative() || rest.isZero() ? complete() : new Step(this, List.of(new Action.Wait(rest)));
    }

    private Duration patience() {
        return more ? ON_ITS_WAY : BURST;
    }

    /** What is blank at the end, as after a completed name, is no part of a message. */
    private Step complete() {
        String whole = incomplete().stripTrailing();
        if (isLarge(whole)) {
            String words = "send " + size(whole) + " as one message? [y]es [e]dit [n]o ";
            return new Step(
                    new PasteDetector(List.of(), last, false, Optional.of(new Question(words, whole, true)), ""),
                    List.of(new Action.Remember(whole)));
        }
        List<Action> deeds = new ArrayList<>();
        for (String text : lines.size() >= PASTE ? List.of(whole) : lines) {
            deeds.add(new Action.Remember(text.stripTrailing()));
            deeds.add(new Action.Submit(text.stripTrailing()));
        }
        return new Step(EMPTY, deeds);
    }

    private Step answered(Question question, String text, long now) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "y" -> over("es", now, new Action.Submit(question.line()));
            case "n" -> over("o", now);
            case "e" -> question.typed() ? over("", now, new Action.RestoreInput(question.line())) : unanswered(text);
            default -> unanswered(text);
        };
    }

    private static Step over(String rest, long now, Action... deeds) {
        return new Step(new PasteDetector(List.of(), now, false, Optional.empty(), rest), List.of(deeds));
    }

    /** Entered before anybody could see the question. */
    private Step unanswered(String text) {
        return new Step(this, List.of(new Action.RestoreInput(text)));
    }

    private static boolean isLarge(String text) {
        return text.length() > MANY_CHARACTERS || linesOf(text) > MANY_LINES;
    }

    private static long linesOf(String text) {
        return text.chars().filter(c -> c == '\n').count() + 1;
    }

    private static String size(String text) {
        long count = linesOf(text);
        return count > 1 ? count + " lines" : text.length() + " characters";
    }
}
