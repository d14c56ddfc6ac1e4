package p2pchat.cli;

import p2pchat.console.Colouring;
import p2pchat.console.Keys;
import p2pchat.console.ScreenWishes;
import p2pchat.console.Theme;
import p2pchat.console.Ui;
import picocli.CommandLine.Option;

/** Mixed into the command that talks with a person. */
final class ScreenOption {

    @Option(
            names = "--ui",
            order = 14,
            paramLabel = "UI",
            description = "inline, plain, or reader: whole sentences (auto).")
    private Ui ui = Ui.AUTO;

    @Option(names = "--ascii", order = 15, description = "Draw no sign beyond ASCII.")
    private boolean ascii;

    @Option(names = "--color", order = 16, paramLabel = "WHEN", description = "auto, always or never.")
    private Colouring colours = Colouring.AUTO;

    @Option(
            names = "--theme",
            order = 51,
            hidden = true,
            paramLabel = "THEME",
            description = "auto, dark, light, mono, or safe: blue and orange.")
    private Theme theme = Theme.AUTO;

    @Option(
            names = "--keys",
            order = 52,
            hidden = true,
            paramLabel = "KEYS",
            description = "emacs or vi; where nobody says, what ~/.inputrc says.")
    private Keys keys = Keys.EMACS;

    ScreenWishes wishes() {
        return new ScreenWishes(ui, ascii, colours, theme, keys);
    }
}
