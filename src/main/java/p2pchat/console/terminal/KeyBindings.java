package p2pchat.console.terminal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;

/** Key bindings besides those of JLine. */
final class KeyBindings {

    static final String NEW_LINE = "newline";
    static final String MEMBERS = "members";
    static final String SUSPEND = "suspend";

    static final String REDRAW = "redraw-region";

    private static final String EDITOR = KeyMap.ctrl('X') + KeyMap.ctrl('E');

    /** Sent for Shift-Tab even by terminals whose description lacks it. */
    private static final String BACK_TAB = "\u001b[Z";

    /** A longer pause after Escape makes it a key of its own, not the start of a sequence. */
    private static final int ESCAPE_MILLIS = 200;

    private KeyBindings() {}

    /** Binds the same keys in every mode. */
    static void add(LineReader reader, EditingMode keys) {
        Map<String, KeyMap<Binding>> maps = reader.getKeyMaps();
        for (String name : List.of(LineReader.EMACS, LineReader.VIINS, LineReader.VICMD)) {
            KeyMap<Binding> map = Objects.requireNonNull(maps.get(name));
            map.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n'));
            map.bind(new Reference(MEMBERS), KeyMap.alt('m'), KeyMap.alt('M'));
            map.bind(new Reference(REDRAW), KeyMap.ctrl('L'));
            map.bind(new Reference(SUSPEND), KeyMap.ctrl('Z'));
            map.bind(new Reference(LineReader.EDIT_AND_EXECUTE_COMMAND), EDITOR);
        }
        Objects.requireNonNull(maps.get(LineReader.MENU))
                .bind(new Reference(LineReader.REVERSE_MENU_COMPLETE), BACK_TAB, KeyMap.alt('\t'));
        if (keys == EditingMode.VI) {
            maps.put(LineReader.MAIN, Objects.requireNonNull(maps.get(LineReader.VIINS)));
            reader.variable(LineReader.AMBIGUOUS_BINDING, ESCAPE_MILLIS);
        }
    }

    /** Returns the keys while a question is asked; in vi's command mode letters would be commands. */
    @SuppressWarnings("unchecked") // all maps of a reader are of one kind
    static <T> KeyMap<T> forAnswers(LineReader reader, KeyMap<T> keys) {
        Map<String, ? extends KeyMap<?>> maps = reader.getKeyMaps();
        return keys.equals(maps.get(LineReader.VICMD))
                ? (KeyMap<T>) Objects.requireNonNull(maps.get(LineReader.MAIN))
                : keys;
    }
}
