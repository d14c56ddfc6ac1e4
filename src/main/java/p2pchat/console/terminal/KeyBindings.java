package p2pchat.console.terminal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;

/** Key bindings besides those of JLine. */
final class KeyBindings {

    static final String NEW_LINE = "newline";
    static final String MEMBERS = "members";
    static final String SUSPEND = "suspend";

    static final String REDRAW = "redraw-region";
    static final String IGNORE = "ignore";

    /** The key map while a question is asked. */
    private static final String ANSWERS = "answers";

    private static final String EDITOR = KeyMap.ctrl('X') + KeyMap.ctrl('E');

    /** Sent for Shift-Tab even by terminals whose description lacks it. */
    private static final String BACK_TAB = "\u001b[Z";

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
            map.bind(new Reference(LineReader.DELETE_CHAR_OR_LIST), KeyMap.ctrl('D'));
        }
        maps.put(ANSWERS, answers(Objects.requireNonNull(maps.get(LineReader.EMACS))));
        Objects.requireNonNull(maps.get(LineReader.MENU))
                .bind(new Reference(LineReader.REVERSE_MENU_COMPLETE), BACK_TAB, KeyMap.alt('\t'));
        if (keys == EditingMode.VI) {
            maps.put(LineReader.MAIN, Objects.requireNonNull(maps.get(LineReader.VIINS)));
            reader.variable(LineReader.AMBIGUOUS_BINDING, KeyInput.ESCAPE_MILLIS);
        }
    }

    /** Binds characters, which may be answers, and a few other keys. All others do nothing. */
    private static KeyMap<Binding> answers(KeyMap<Binding> usual) {
        KeyMap<Binding> keys = new KeyMap<>();
        keys.setNomatch(new Reference(IGNORE));
        keys.setUnicode(new Reference(LineReader.SELF_INSERT));
        keys.bind(new Reference(LineReader.SELF_INSERT), KeyMap.range(" -~"));
        for (String key : List.of(
                "\r",
                "\n",
                KeyMap.del(),
                KeyMap.ctrl('H'),
                KeyMap.ctrl('U'),
                KeyMap.ctrl('C'),
                KeyMap.ctrl('L'),
                KeyMap.ctrl('Z'),
                LineReaderImpl.BRACKETED_PASTE_BEGIN)) {
            keys.bind(usual.getBound(key), key);
        }
        return keys;
    }

    /** Returns the keys while a question is asked. */
    @SuppressWarnings("unchecked") // all maps of a reader are of one kind
    static <T> KeyMap<T> forAnswers(LineReader reader) {
        return (KeyMap<T>) Objects.requireNonNull(reader.getKeyMaps().get(ANSWERS));
    }
}
