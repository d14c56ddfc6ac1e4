package p2pchat.model;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Letters that few eyes tell apart. A small part of the skeletons of Unicode TS 39, for what people take for Latin: it keeps
 * somebody from standing beside ann as аnn, and is no more than that.
 */
final class Confusables {

    /** Cyrillic and Greek, each letter above the Latin one it passes for; in both cases, where they have two. */
    private static final Map<Integer, Integer> LATIN = letters(
            "авекмнорстухіјѕһԁԛԝԍҽьѵ" + "αβεζηικμνορτυχω" + "ıɑɡ",
            "abekmhopctyxijshdqwgebv" + "abezhikmvoptyxw" + "iag");

    /** What looks the same in many fonts. Capitals count here: l and i differ, l and I do not. */
    private static final Map<Integer, Integer> SHAPES =
            Map.of((int) 'I', (int) 'l', (int) '1', (int) 'l', (int) '0', (int) 'o', (int) 'O', (int) 'o');

    private Confusables() {}

    /** Whether one may be taken for the other. */
    static boolean alike(String one, String other) {
        String a = replaced(one, LATIN);
        String b = replaced(other, LATIN);
        return a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT))
                || replaced(a, SHAPES).equals(replaced(b, SHAPES));
    }

    private static String replaced(String text, Map<Integer, Integer> by) {
        return text.codePoints()
                .map(c -> by.getOrDefault(c, c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Map<Integer, Integer> letters(String from, String to) {
        Map<Integer, Integer> letters = new TreeMap<>();
        for (int i = 0; i < from.length(); i++) {
            char small = from.charAt(i);
            letters.put((int) small, (int) to.charAt(i));
            letters.put((int) Character.toUpperCase(small), (int) Character.toUpperCase(to.charAt(i)));
        }
        return Map.copyOf(letters);
    }
}
