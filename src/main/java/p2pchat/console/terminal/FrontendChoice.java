package p2pchat.console.terminal;

import java.util.function.BooleanSupplier;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.OutputFormat;

/**
 * Which frontend fits, as far as known before a terminal is opened.
 *
 * @param inline whether to try the inline terminal
 * @param prompted whether the fallback shows a prompt
 * @param parser for the lines of the fallback
 */
record FrontendChoice(boolean inline, boolean prompted, InputParser parser) {

    /** @param atTerminal whether a user types and reads although the output is redirected; asked only then */
    static FrontendChoice of(
            DisplayPreferences preferences, ConsoleSetup.Environment environment, BooleanSupplier atTerminal) {
        boolean user =
                environment.interactive() ? environment.output() == OutputFormat.HUMAN : atTerminal.getAsBoolean();
        InputParser parser = environment.interactive()
                ? InputParser.interactive()
                : environment.output() == OutputFormat.JSON
                        ? InputParser.json()
                        : InputParser.pipe(environment.paragraphs());
        return new FrontendChoice(
                user && preferences.canDraw(environment.variables()), environment.interactive() && user, parser);
    }
}
