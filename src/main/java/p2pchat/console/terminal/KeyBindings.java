package p2pchat.console.terminal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;

/** Which keys do what, beside those that the library has for each kind of editor. */
final class KeyBindings {

    static final String NEW_LINE = "newline";
    static final String MEMBERS = "members";

    static final String AFRESH = "draw-afresh";

    private static final String EDITOR = KeyMap.ctrl('X') + KeyMap.ctrl('E');

    /** Of terminals that do not say what it is as well. */
    private static final String BACK_TAB = "\u001b[Z";

    /** Escape is the first key of many; the next of those follows within this time, or it stands for itself. */
    private static final int ESCAPE_MILLIS = 200;

    private KeyBindings() {}

    /** The same keys in every mode, so that nobody has to leave one for them; vi has none of the others. */
    static void add(LineReader reader, EditingMode keys) {
        Map<String, KeyMap<Binding>> maps = reader.getKeyMaps();
        for (String name : List.of(LineReader.EMACS, LineReader.VIINS, LineReader.VICMD)) {
            KeyMap<Binding> map = Objects.requireNonNull(maps.get(name));
            map.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n'));
            map.bind(new Reference(MEMBERS), KeyMap.alt('m'), KeyMap.alt('M'));
            map.bind(new Reference(AFRESH), KeyMap.ctrl('L'));
            map.bind(new Reference(LineReader.EDIT_AND_EXECUTE_COMMAND), EDITOR);
        }
        Objects.requireNonNull(maps.get(LineReader.MENU))
                .bind(new Reference(LineReader.REVERSE_MENU_COMPLETE), BACK_TAB, KeyMap.alt('\t'));
        if (keys == EditingMode.VI) {
            maps.put(LineReader.MAIN, Objects.requireNonNull(maps.get(LineReader.VIINS)));
            reader.variable(LineReader.AMBIGUOUS_BINDING, ESCAPE_MILLIS);
        }
    }

    /** The keys while something is asked: in vi's command mode the letters would be commands, and no answer. */
    @SuppressWarnings("unchecked") // all maps of a reader are of one kind
    static <T> KeyMap<T> answering(LineReader reader, KeyMap<T> keys) {
        Map<String, ? extends KeyMap<?>> maps = reader.getKeyMaps();
        return keys.equals(maps.get(LineReader.VICMD))
                ? (KeyMap<T>) Objects.requireNonNull(maps.get(LineReader.MAIN))
                : keys;
    }
}
