package p2pchat.console.terminal;

import java.util.Locale;
import java.util.Map;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.Theme;

/**
 * How the user wants the console to look, and what that means for a terminal with given environment variables.
 *
 * @param ascii whether to use ASCII only
 */
public record DisplayPreferences(DisplayMode mode, boolean ascii, ColorMode colors, Theme theme, EditingMode editing) {

    public static final DisplayPreferences DEFAULT =
            new DisplayPreferences(DisplayMode.AUTO, false, ColorMode.AUTO, Theme.AUTO, EditingMode.EMACS);

    /** Whether the terminal can be used in inline mode, with escape codes. */
    boolean canDraw(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        boolean dumb = type.isEmpty() || type.equals("dumb");
        return mode == DisplayMode.INLINE || (mode == DisplayMode.AUTO && !dumb);
    }

    Theme terminalTheme(Map<String, String> environment) {
        return useColor(environment, true) ? theme : Theme.MONO;
    }

    /** Returns the theme for pipes and files. */
    Theme pipeTheme(Map<String, String> environment) {
        return useColor(environment, false) ? theme : Theme.MONO;
    }

    /** Returns the theme for errors outside an inline terminal, plain unless they are written to a terminal. */
    public Theme errorTheme(Map<String, String> environment, boolean terminal) {
        if (!terminal) {
            return pipeTheme(environment);
        }
        return canDraw(environment) ? terminalTheme(environment) : Theme.MONO;
    }

    private boolean useColor(Map<String, String> environment, boolean terminal) {
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

    /** Other characters need a locale with UTF-8, and are missing on the Linux console. */
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
