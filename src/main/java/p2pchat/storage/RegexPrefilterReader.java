package p2pchat.storage;

/**
 * Reads an expression that {@link java.util.regex.Pattern} has accepted, as far as is needed to tell what it requires.
 * What it does not know (quotations, back references, nested classes, comments) makes it give up: then nothing is required.
 */
final class RegexPrefilterReader {

    /** Escapes that stand for one character of a kind, or for one that no keyboard has. */
    private static final String ONE_CHARACTER = "dDsSwWhHvVtnrfae";

    /** Escapes for a place between two characters. */
    private static final String PLACES = "bBAGZz";

    /** Flags in a group that do not change how an expression is read. */
    private static final String HARMLESS_FLAGS = "idmsuU";

    private static final int DEEPEST = 32;

    private static final int END = -1;

    private final String expression;
    private int at;
    private int depth;
    private boolean lost;

    RegexPrefilterReader(String expression) {
        this.expression = expression;
    }

    RegexPrefilter read() {
        RegexPrefilter required = branches();
        return lost || peek() != END ? RegexPrefilter.NOTHING : required;
    }

    /** Up to the end of the group, or of all. */
    private RegexPrefilter branches() {
        RegexPrefilter required = branch();
        while (take('|')) {
            required = required.or(branch());
        }
        return required;
    }

    private RegexPrefilter branch() {
        Branch branch = new Branch();
        while (peek() != END && peek() != '|' && peek() != ')') {
            item(branch);
        }
        return branch.required();
    }

    private void item(Branch branch) {
        int character = next();
        switch (character) {
            case '^', '$' -> repetition(); // a place
            case '(' -> group(branch);
            case '.' -> letter(branch, RegexPrefilter.ANY);
            case '[' -> {
                characterClass();
                letter(branch, RegexPrefilter.ANY);
            }
            case '\\' -> escape(branch);
            case '*', '+', '?', '{' -> lose(); // of what?
            default -> letter(branch, RegexPrefilter.letter(character));
        }
    }

    private void letter(Branch branch, char letter) {
        switch (repetition()) {
            case ONCE -> branch.add(letter);
            case PERHAPS -> branch.interrupt();
            case AT_LEAST_ONCE -> {
                branch.add(letter);
                branch.interrupt();
                branch.add(letter); // the last one stands before what follows
            }
        }
    }

    private void escape(Branch branch) {
        int escaped = next();
        if (ONE_CHARACTER.indexOf(escaped) >= 0) {
            letter(branch, RegexPrefilter.ANY);
        } else if (PLACES.indexOf(escaped) >= 0) {
            repetition();
        } else if (escaped == 'p' || escaped == 'P') {
            if (next() == '{') {
                skipPast('}');
            }
            letter(branch, RegexPrefilter.ANY);
        } else if (escaped == END || (escaped < 0x80 && Character.isLetterOrDigit(escaped))) {
            lose();
        } else {
            letter(branch, RegexPrefilter.letter(escaped));
        }
    }

    private void group(Branch branch) {
        branch.interrupt();
        boolean beside = false; // looks at what stands there, and takes nothing
        if (take('?')) {
            if (take('<')) {
                beside = peek() == '=' || peek() == '!';
                if (beside) {
                    at++;
                } else {
                    skipPast('>');
                }
            } else if (take('=') || take('!')) {
                beside = true;
            } else if (!take('>') && flags()) {
                return;
            }
        }
        if (++depth > DEEPEST) {
            lose();
        }
        RegexPrefilter inside = branches();
        depth--;
        if (!take(')')) {
            lose();
        }
        if (repetition() != Repetition.PERHAPS && !beside) {
            branch.require(inside);
        }
    }

    /** Whether they hold for what follows the group, which is empty then. */
    private boolean flags() {
        while (peek() != END && HARMLESS_FLAGS.indexOf(peek()) >= 0) {
            at++;
        }
        boolean empty = take(')');
        if (!empty && !take(':')) {
            lose();
        }
        return empty;
    }

    private void characterClass() {
        take('^');
        if (peek() == ']') {
            lose(); // itself one of them
        }
        while (!lost && !take(']')) {
            int character = next();
            if (character == END || character == '[' || (character == '&' && peek() == '&')) {
                lose();
            } else if (character == '\\' && "QE".indexOf(next()) >= 0) {
                lose(); // a quotation
            }
        }
    }

    private enum Repetition {
        ONCE,
        PERHAPS,
        AT_LEAST_ONCE
    }

    private Repetition repetition() {
        Repetition found = Repetition.ONCE;
        if (take('?') || take('*')) {
            found = Repetition.PERHAPS;
        } else if (take('+')) {
            found = Repetition.AT_LEAST_ONCE;
        } else if (take('{')) {
            int begin = at;
            skipPast('}');
            String count = lost ? "" : expression.substring(begin, at - 1);
            if (!count.matches("[0-9]+(,[0-9]*)?")) {
                lose();
            }
            found = count.matches("0+(,.*)?") ? Repetition.PERHAPS : Repetition.AT_LEAST_ONCE;
        } else {
            return found;
        }
        if (!take('?')) {
            take('+'); // how greedy it is changes nothing
        }
        return found;
    }

    private int peek() {
        return at < expression.length() ? expression.codePointAt(at) : END;
    }

    private int next() {
        int next = peek();
        if (next != END) {
            at += Character.charCount(next);
        }
        if (next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE) {
            lose(); // half a character
        }
        return next;
    }

    private boolean take(char wanted) {
        boolean found = peek() == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private void skipPast(char wanted) {
        int found = expression.indexOf(wanted, at);
        if (found < 0) {
            lose();
        } else {
            at = found + 1;
        }
    }

    private void lose() {
        lost = true;
        at = expression.length();
    }

    /** What one branch requires: the best of its letters in a row and of its groups. */
    private static final class Branch {

        private final StringBuilder run = new StringBuilder();
        private RegexPrefilter best = RegexPrefilter.NOTHING;

        void add(char letter) {
            run.append(letter);
        }

        void interrupt() {
            require(RegexPrefilter.of(run));
            run.setLength(0);
        }

        void require(RegexPrefilter one) {
            best = best.orBetter(one);
        }

        RegexPrefilter required() {
            interrupt();
            return best;
        }
    }
}
