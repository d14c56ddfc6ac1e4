package p2pchat.console.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.InteractiveParser;
import p2pchat.model.ChatMessage;

/**
 * Assembles entered lines into messages. Lines without a pause between them are one paste, and one message; a large
 * message needs a confirmation. Pure: times are milliseconds of any origin.
 *
 * @param lines entered, but possibly not the whole paste
 * @param last when the last line or answer was entered
 * @param asked the question that waits for an answer
 * @param restOfAnswer what remains of a word such as "yes" after its first key answered; typing it is no message
 */
record PasteDetector(List<String> lines, long last, Optional<Question> asked, String restOfAnswer) {

    /** This many lines without a pause are a paste, even if the terminal did not mark it as one. */
    static final int PASTE = 3;

    /** How long the rest of an answer counts as such. */
    static final Duration REST_OF_ANSWER = Duration.ofSeconds(2);

    static final int MANY_LINES = 10;
    static final int MANY_CHARACTERS = 4_000;

    static final PasteDetector EMPTY = new PasteDetector(List.of(), 0, Optional.empty(), "");

    sealed interface Action {
        /** The message or command is complete. */
        record Submit(String text) implements Action {}

        /** Adds the text to the input history, whatever becomes of it. */
        record Remember(String text) implements Action {}

        record RestoreInput(String text) implements Action {}
    }

    /** A question; yes submits the line, which the user may want to edit if it was {@code typed}. */
    record Question(String text, String line, boolean typed) {}

    record Step(PasteDetector next, List<Action> actions) {}

    PasteDetector {
        lines = List.copyOf(lines);
    }

    /** Returns the text that is not submitted yet. */
    String incomplete() {
        return String.join("\n", lines);
    }

    Optional<String> question() {
        return asked.map(Question::text);
    }

    /** Returns the keys that answer the question; none if there is none. */
    String answerKeys() {
        return asked.map(question -> question.typed() ? "yen" : "yn").orElse("");
    }

    /** Asks another question. Lines that are being entered are no answer and are kept. */
    PasteDetector asking(String question, String line) {
        return new PasteDetector(lines, last, Optional.of(new Question(question, line, false)), "");
    }

    Step lineEntered(String text, long now) {
        if (asked.isPresent()) {
            return answered(asked.get(), text, now);
        }
        if (lines.isEmpty() && isRestOfAnswer(text.strip(), now)) {
            return new Step(EMPTY, List.of());
        }
        List<String> longer = new ArrayList<>(lines);
        longer.add(text);
        PasteDetector next = new PasteDetector(longer, now, asked, "");
        boolean full = longer.stream().mapToInt(line -> line.length() + 1).sum() > ChatMessage.MAX_TEXT_BYTES;
        return full ? next.complete() : new Step(next, List.of());
    }

    /** Takes a line that was typed before the prompt existed: neither a part of a paste nor an answer. */
    Step lineTypedAhead(String text, long now) {
        return asked.isPresent() ? noAnswer(text) : new PasteDetector(List.of(text), now, asked, "").complete();
    }

    /** Whether the user typed the whole word for an answer, or Enter after its first key. */
    private boolean isRestOfAnswer(String text, long now) {
        boolean fits = text.isEmpty() || text.equalsIgnoreCase(restOfAnswer);
        return fits && !restOfAnswer.isEmpty() && now - last < REST_OF_ANSWER.toMillis();
    }

    /** Submits what was entered, because no key followed it or the input ends. */
    Step paused() {
        return lines.isEmpty() ? new Step(this, List.of()) : complete();
    }

    /**
     * Submits the lines without blanks at the end, such as the space that follows a completed name. Asks first if a command
     * may be among them.
     */
    private Step complete() {
        boolean paste = lines.size() >= PASTE;
        String text = incomplete().stripTrailing();
        String whole = paste ? InteractiveParser.inputFor(text) : text;
        if (isLarge(whole) || (paste && lines.stream().anyMatch(line -> line.startsWith("/")))) {
            Question question =
                    new Question("send " + size(whole) + " as one message? [y]es [e]dit [n]o ", whole, true);
            return new Step(
                    new PasteDetector(List.of(), last, Optional.of(question), ""), List.of(new Action.Remember(whole)));
        }
        List<Action> actions = new ArrayList<>();
        for (String message : paste ? List.of(whole) : lines) {
            actions.add(new Action.Remember(message.stripTrailing()));
            actions.add(new Action.Submit(message.stripTrailing()));
        }
        return new Step(new PasteDetector(List.of(), 0, asked, ""), actions);
    }

    private Step answered(Question question, String text, long now) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "y" -> settled("es", now, new Action.Submit(question.line()));
            case "n" -> settled("o", now);
            case "e" -> question.typed() ? settled("", now, new Action.RestoreInput(question.line())) : noAnswer(text);
            default -> noAnswer(text);
        };
    }

    private static Step settled(String restOfAnswer, long now, Action... actions) {
        return new Step(new PasteDetector(List.of(), now, Optional.empty(), restOfAnswer), List.of(actions));
    }

    /** The text was entered before the question was on the screen. */
    private Step noAnswer(String text) {
        return new Step(this, List.of(new Action.RestoreInput(text)));
    }

    private static boolean isLarge(String text) {
        return text.length() > MANY_CHARACTERS || countLines(text) > MANY_LINES;
    }

    private static long countLines(String text) {
        return text.chars().filter(c -> c == '\n').count() + 1;
    }

    private static String size(String text) {
        long count = countLines(text);
        return count > 1 ? count + " lines" : text.length() + " characters";
    }
}
