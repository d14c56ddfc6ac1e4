package p2pchat.model;

/**
 * The appearance of a text. Texts with similar looks can be mistaken for each other.
 *
 * @param letters without case and with Latin letters for those of other scripts
 * @param shapes with one character for those that look the same in many fonts
 */
public record Look(String letters, String shapes) {

    public static Look of(String text) {
        return Confusables.look(text);
    }

    public boolean resembles(Look other) {
        return letters.equals(other.letters) || shapes.equals(other.shapes);
    }
}
