package p2pchat.console.terminal;

import java.util.Locale;
import java.util.Map;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.Theme;

/**
 * How somebody wants the conversation to look, and what that comes to in an environment of variables.
 *
 * @param ascii whether no sign beyond ASCII is drawn
 */
public record DisplayPreferences(DisplayMode mode, boolean ascii, ColorMode colors, Theme theme, EditingMode editing) {

    public static final DisplayPreferences DEFAULT =
            new DisplayPreferences(DisplayMode.AUTO, false, ColorMode.AUTO, Theme.AUTO, EditingMode.EMACS);

    /** Whether a terminal is drawn on, and not only written to line by line. */
    boolean canDraw(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        boolean dumb = type.isEmpty() || type.equals("dumb");
        return mode == DisplayMode.INLINE || (mode == DisplayMode.AUTO && !dumb);
    }

    /** The theme of a terminal. */
    Theme terminalTheme(Map<String, String> environment) {
        return coloured(environment, true) ? theme : Theme.MONO;
    }

    /** The theme of what is written to a pipe or a file. */
    Theme pipeTheme(Map<String, String> environment) {
        return coloured(environment, false) ? theme : Theme.MONO;
    }

    /**
     * The theme of errors, which come before there is a screen, or where there is none.
     *
     * @param terminal whether they are written to one
     */
    public Theme errorTheme(Map<String, String> environment, boolean terminal) {
        if (!terminal) {
            return pipeTheme(environment);
        }
        return canDraw(environment) ? terminalTheme(environment) : Theme.MONO;
    }

    private boolean coloured(Map<String, String> environment, boolean terminal) {
        boolean forced = !environment
                .getOrDefault("CLICOLOR_FORCE", "0")
                .replace("0", "")
                .isEmpty();
        return switch (colors) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> environment.getOrDefault("NO_COLOR", "").isEmpty() && (terminal || forced);
        };
    }

    /** Signs beyond ASCII need a terminal that says it knows UTF-8. */
    boolean usesAscii(Map<String, String> environment) {
        String locale = environment.getOrDefault("LC_ALL", "");
        if (locale.isEmpty()) {
            locale = environment.getOrDefault("LC_CTYPE", "");
        }
        if (locale.isEmpty()) {
            locale = environment.getOrDefault("LANG", "");
        }
        boolean unicode = locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
        return ascii || !unicode || environment.getOrDefault("TERM", "").equals("linux");
    }
}
