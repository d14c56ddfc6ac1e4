package p2pchat.console.terminal;

import java.util.function.BooleanSupplier;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.OutputFormat;

/**
 * Which seats fit, as far as that can be told before a terminal is opened.
 *
 * @param drawable whether a terminal is drawn on, if it turns out to be one that can
 * @param prompted whether, where nothing is drawn, somebody is shown where to type
 * @param parser how lines are understood where nothing is drawn
 */
record FrontendChoice(boolean drawable, boolean prompted, InputParser parser) {

    /** @param sits whether somebody types and sees though the output goes elsewhere; asked only where it does */
    static FrontendChoice of(DisplayPreferences wishes, ConsoleSetup.Environment place, BooleanSupplier sits) {
        boolean person = place.interactive() ? place.output() == OutputFormat.HUMAN : sits.getAsBoolean();
        InputParser reading = place.interactive()
                ? InputParser.interactive()
                : place.output() == OutputFormat.JSON ? InputParser.json() : InputParser.pipe(place.paragraphs());
        return new FrontendChoice(
                person && wishes.canDraw(place.environment()), place.interactive() && person, reading);
    }
}
