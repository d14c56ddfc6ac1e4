package p2pchat.console;

/**
 * What somebody asked for on the command line.
 *
 * @param ascii whether no sign beyond ASCII is drawn
 */
public record ScreenWishes(Ui ui, boolean ascii, Colouring colours, Theme theme, Keys keys) {

    public static final ScreenWishes NONE = new ScreenWishes(Ui.AUTO, false, Colouring.AUTO, Theme.AUTO, Keys.EMACS);
}
