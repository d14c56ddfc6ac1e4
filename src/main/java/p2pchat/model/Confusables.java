package p2pchat.model;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares texts that look alike, with a small part of the skeletons of Unicode TS 39 for letters that resemble Latin.
 * Keeps a member from joining as аnn beside ann, and does no more than that.
 */
final class Confusables {

    /** Cyrillic and Greek letters above the Latin ones they resemble, in both cases. */
    private static final Map<Integer, Integer> LATIN = letters(
            "авекмнорстухіјѕһԁԛԝԍҽьѵ" + "αβεζηικμνορτυχω" + "ıɑɡ",
            "abekmhopctyxijshdqwgebv" + "abezhikmvoptyxw" + "iag");

    /** Characters that look the same in many fonts. Case matters: l and I look alike, l and i do not. */
    private static final Map<Integer, Integer> SHAPES =
            Map.of((int) 'I', (int) 'l', (int) '1', (int) 'l', (int) '0', (int) 'o', (int) 'O', (int) 'o');

    private Confusables() {}

    static Look look(String text) {
        String latin = replaced(text, LATIN);
        return new Look(latin.toLowerCase(Locale.ROOT), replaced(latin, SHAPES));
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
