package p2pchat.console.terminal;

import org.jline.reader.LineReader;

/** How the library's line reader behaves in a chat, where what is typed is no command of a shell. */
final class LineReaderOptions {

    private LineReaderOptions() {}

    static void set(LineReader reader) {
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        reader.option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
        reader.option(LineReader.Option.CASE_INSENSITIVE, true);
        reader.option(LineReader.Option.AUTO_FRESH_LINE, false);
        reader.variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
        reader.variable(LineReader.BELL_STYLE, "none");
        reader.variable(LineReader.HISTORY_SIZE, InputHistory.MAX_LINES);
        reader.variable(LineReader.HISTORY_FILE_SIZE, InputHistory.MAX_LINES);
    }
}
