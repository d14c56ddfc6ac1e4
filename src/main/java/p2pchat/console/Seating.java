package p2pchat.console;

import java.util.function.BooleanSupplier;

/**
 * Which seats fit, as far as that can be told before a terminal is opened.
 *
 * @param drawn whether a terminal is drawn on, if it turns out to be one that can
 * @param prompted whether, where nothing is drawn, somebody is shown where to type
 * @param reading how lines are understood where nothing is drawn
 */
record Seating(boolean drawn, boolean prompted, Reading reading) {

    /** @param sits whether somebody types and sees though the output goes elsewhere; asked only where it does */
    static Seating of(ScreenWishes wishes, Seat.Place place, BooleanSupplier sits) {
        boolean person = place.interactive() ? place.output() == Output.HUMAN : sits.getAsBoolean();
        Reading reading = place.interactive()
                ? Reading.typed()
                : place.output() == Output.JSON ? Reading.commands() : Reading.piped(place.paragraphs());
        return new Seating(person && wishes.canDraw(place.environment()), place.interactive() && person, reading);
    }
}
