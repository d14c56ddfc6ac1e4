package p2pchat.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.console.terminal.EditingMode;
import p2pchat.model.NetworkName;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every {@link Setting} and where it comes from: a variable, the file (what it says for the network in question first),
 * or nobody. Options of the command line come before all of them.
 */
final class Configuration implements CommandLine.IDefaultValueProvider {

    private static final String FILE = "p2p-chat.conf";

    /**
     * A value.
     *
     * @param origin in words: a variable, a file with the line, or "default"
     * @param chosen whether somebody said it
     */
    record Value(String text, String origin, boolean chosen) {}

    private final Environment environment;
    private final ConfigFile file;
    private final Optional<NetworkName> network;

    private Configuration(Environment environment, ConfigFile file, Optional<NetworkName> network) {
        this.environment = environment;
        this.file = file;
        this.network = network;
    }

    /**
     * The configuration that holds for this command line.
     *
     * @throws ConfigFile.Unusable if the file, or a variable, says what means nothing
     */
    static Configuration of(Environment environment, CommandLinePreview arguments) {
        Optional<Path> named = named(environment, arguments);
        Configuration all = new Configuration(
                environment,
                ConfigFile.read(named.orElse(usualFile(environment)), named.isPresent()),
                Optional.empty());
        for (Setting setting : Setting.values()) {
            Value value = all.value(setting);
            setting.objection(value.text()).filter(why -> value.chosen()).ifPresent(why -> {
                throw new ConfigFile.Unusable(value.origin() + " cannot be '" + value.text() + "'", why);
            });
        }
        return all.narrowed(arguments);
    }

    /** The variables alone, for what must work whatever stands in the file. */
    static Configuration withoutFile(Environment environment, CommandLinePreview arguments) {
        Path path = named(environment, arguments).orElse(usualFile(environment));
        return new Configuration(environment, ConfigFile.none(path), Optional.empty());
    }

    private static Optional<Path> named(Environment environment, CommandLinePreview arguments) {
        return arguments
                .value("", "--config")
                .or(() -> environment.value("P2PCHAT_CONFIG"))
                .map(Path::of);
    }

    private static Path usualFile(Environment environment) {
        return environment.configFolder().resolve("p2p-chat").resolve(FILE);
    }

    private Configuration narrowed(CommandLinePreview arguments) {
        String group =
                arguments.value("-g", "--group").orElse(value(Setting.GROUP).text());
        return Setting.GROUP.objection(group).isPresent()
                ? this
                : new Configuration(environment, file, Optional.of(NetworkName.parse(group)));
    }

    Value value(Setting setting) {
        return environment
                .value(setting.variable())
                .map(text -> new Value(text, setting.variable(), true))
                .or(() -> network.flatMap(name -> Optional.ofNullable(
                        file.networks().getOrDefault(name, Map.of()).get(setting))))
                .or(() -> Optional.ofNullable(file.general().get(setting)))
                .or(() -> setting == Setting.KEYS ? Inputrc.keys(environment) : Optional.empty())
                .orElse(new Value(setting.usual(), "default", false));
    }

    ConfigFile file() {
        return file;
    }

    /** Whether a program reads the mistakes of this command line. */
    boolean wantsJson(CommandLinePreview arguments) {
        String output =
                arguments.value("-o", "--output").orElse(value(Setting.OUTPUT).text());
        return output.toLowerCase(Locale.ROOT).equals("json");
    }

    /** How mistakes of this command line look; what cannot be understood is one of them, and wishes nothing. */
    DisplayPreferences wishes(CommandLinePreview arguments) {
        return new DisplayPreferences(
                wish(DisplayMode.AUTO, Setting.UI, arguments),
                false,
                wish(ColorMode.AUTO, Setting.COLOR, arguments),
                wish(Theme.AUTO, Setting.THEME, arguments),
                EditingMode.EMACS);
    }

    private <E extends Enum<E>> E wish(E usual, Setting setting, CommandLinePreview arguments) {
        String text = arguments
                .value("", setting.option())
                .orElse(value(setting).text())
                .toUpperCase(Locale.ROOT);
        return Stream.of(usual.getDeclaringClass().getEnumConstants())
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElse(usual);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? of(option).map(Value::text).orElse(null)
                : null;
    }

    /** What somebody set for this option; what the directory's own command takes are other things of the same name. */
    Optional<Value> of(OptionSpec option) {
        boolean directory = option.command() != null && option.command().name().equals("nds");
        return directory
                ? Optional.empty()
                : Setting.ofKey(option.longestName().replaceFirst("^--", ""))
                        .map(this::value)
                        .filter(Value::chosen);
    }
}
