package p2pchat.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The value of every {@link Setting} and its origin: a variable, the section of the file for the network, the rest of
 * the file, or the default. Options of the command line override them.
 */
final class Configuration implements CommandLine.IDefaultValueProvider {

    private static final String FILE = "p2p-chat.conf";
    private static final Set<String> DIRECTORY_COMMANDS = Set.of("nds", "show-key");

    /**
     * A value.
     *
     * @param origin a variable, a file with the line number, or "default"
     * @param configured whether the user set it
     */
    record Value(String text, String origin, boolean configured) {}

    private final Environment environment;
    private final ConfigFile file;
    private final Optional<NetworkName> network;

    private Configuration(Environment environment, ConfigFile file, Optional<NetworkName> network) {
        this.environment = environment;
        this.file = file;
        this.network = network;
    }

    /** Returns the configuration for a command line; throws if the file or a variable has an invalid value. */
    static Configuration of(Environment environment, CommandLinePreview arguments) {
        Optional<Path> named = named(environment, arguments);
        Configuration all = new Configuration(
                environment,
                ConfigFile.read(named.orElse(defaultFile(environment)), named.isPresent()),
                Optional.empty());
        for (Setting setting : Setting.values()) {
            Value value = all.value(setting);
            setting.objection(value.text()).filter(why -> value.configured()).ifPresent(why -> {
                throw new ConfigFile.Unusable("invalid value for " + value.origin() + ": '" + value.text() + "'", why);
            });
        }
        return all.forNetwork(arguments);
    }

    /** Returns the configuration by variables alone, for commands that must work even if the file is wrong. */
    static Configuration withoutFile(Environment environment, CommandLinePreview arguments) {
        Path path = named(environment, arguments).orElse(defaultFile(environment));
        return new Configuration(environment, ConfigFile.none(path), Optional.empty());
    }

    private static Optional<Path> named(Environment environment, CommandLinePreview arguments) {
        return arguments
                .value("", "--config")
                .or(() -> environment.value("P2PCHAT_CONFIG"))
                .map(Path::of);
    }

    private static Path defaultFile(Environment environment) {
        return environment.configFolder().resolve("p2p-chat").resolve(FILE);
    }

    private Configuration forNetwork(CommandLinePreview arguments) {
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
                .orElse(new Value(setting.defaultValue(), "default", false));
    }

    ConfigFile file() {
        return file;
    }

    /** Returns whether errors are printed as JSON. */
    boolean wantsJson(CommandLinePreview arguments) {
        String output =
                arguments.value("-o", "--output").orElse(value(Setting.OUTPUT).text());
        return output.toLowerCase(Locale.ROOT).equals("json");
    }

    /** Returns the preferences for printing errors. An invalid value counts as the default. */
    DisplayPreferences displayPreferences(CommandLinePreview arguments) {
        return new DisplayPreferences(
                preference(DisplayMode.AUTO, Setting.UI, arguments),
                false,
                preference(ColorMode.AUTO, Setting.COLOR, arguments),
                preference(Theme.AUTO, Setting.THEME, arguments),
                EditingMode.EMACS);
    }

    private <E extends Enum<E>> E preference(E defaultValue, Setting setting, CommandLinePreview arguments) {
        String text = arguments
                .value("", setting.option())
                .orElse(value(setting).text())
                .toUpperCase(Locale.ROOT);
        return Stream.of(defaultValue.getDeclaringClass().getEnumConstants())
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElse(defaultValue);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? of(option).map(Value::text).orElse(null)
                : null;
    }

    /** Returns the configured value of an option; empty for the options of {@code nds}, which share some names. */
    Optional<Value> of(OptionSpec option) {
        CommandSpec command = option.command();
        boolean ofDirectory = command != null && DIRECTORY_COMMANDS.contains(command.name());
        return ofDirectory
                ? Optional.empty()
                : Setting.ofKey(option.longestName().replaceFirst("^--", ""))
                        .map(this::value)
                        .filter(Value::configured);
    }
}
