package p2pchat.model;

/**
 * A text as a reader may mistake it: two texts whose looks resemble each other can be confused.
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
