package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.EditingMode;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.TimingProfile;

/** Options that a variable or the configuration file can set. A line here makes an option configurable. */
enum Setting {
    NICK("nick", "P2PCHAT_NICK", LogMixin.loginNick().value(), Nick::parse),
    GROUP("group", "P2PCHAT_GROUP", "", NetworkName::parse),
    NDS("nds", "P2PCHAT_NDS", DirectoryOption.DEFAULT, Address::parse),
    DATA_DIR("data-dir", "P2PCHAT_DATA", "", Path::of),
    OUTPUT("output", "P2PCHAT_OUTPUT", "", oneOf(OutputFormat.values())),
    HISTORY("history", "P2PCHAT_HISTORY", "", Setting::count),
    WAIT("wait", "P2PCHAT_WAIT", "10s", Cli::duration),
    LISTEN("listen", "P2PCHAT_LISTEN", "", Address::parse),
    ADVERTISE("advertise", "P2PCHAT_ADVERTISE", "", Address::parse),
    PROFILE("profile", "P2PCHAT_PROFILE", "balanced", oneOf(TimingProfile.values())),
    UI("ui", "P2PCHAT_UI", "auto", oneOf(DisplayMode.values())),
    COLOR("color", "P2PCHAT_COLOR", "auto", oneOf(ColorMode.values())),
    THEME("theme", "P2PCHAT_THEME", "auto", oneOf(Theme.values())),
    KEYS("keys", "P2PCHAT_KEYS", "emacs", oneOf(EditingMode.values()));

    private final String key;
    private final String variable;
    private final String defaultValue;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<String, ?> check;

    Setting(String key, String variable, String defaultValue, Function<String, ?> check) {
        this.key = key;
        this.variable = variable;
        this.defaultValue = defaultValue;
        this.check = check;
    }

    static Optional<Setting> ofKey(String key) {
        return Stream.of(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }

    /** Returns the name in the file; the option has the same name. */
    String key() {
        return key;
    }

    String option() {
        return "--" + key;
    }

    String variable() {
        return variable;
    }

    /** Returns the default; empty if it depends on other options. */
    String defaultValue() {
        return defaultValue;
    }

    /** Returns why a value is invalid; empty if it is valid. */
    Optional<String> objection(String text) {
        try {
            Object unused = check.apply(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String count(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("expected a whole number");
        }
        return text;
    }

    private static Function<String, String> oneOf(Enum<?>... values) {
        return text -> {
            if (Stream.of(values).noneMatch(value -> value.name().equalsIgnoreCase(text))) {
                throw new IllegalArgumentException(UsageErrors.expectedOneOf((Object[]) values));
            }
            return text;
        };
    }
}
