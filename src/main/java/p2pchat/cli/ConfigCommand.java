package p2pchat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.ClosestMatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the settings and where they come from. */
@Command(
        name = "config",
        description = {"Show the settings and where they come from.", ""},
        customSynopsis = {
            "p2p-chat config list [--show-origin] [--group NAME]",
            "       p2p-chat config get KEY",
            "       p2p-chat config path"
        },
        footer = {
            "",
            "Keys: nick, group, nds, data-dir, output, history, wait, listen, advertise,",
            "profile, ui, color, theme, keys. An option (--nick) takes precedence over a",
            "variable (P2PCHAT_NICK), and a variable over the file:",
            "  nick = ann",
            "  network.ops { nick = ann-ops, profile = relaxed }",
            "",
            "Examples:",
            "  p2p-chat config list --show-origin",
            "  p2p-chat config get nick --group ops",
            "  ${EDITOR:-vi} \"$(p2p-chat config path)\""
        })
final class ConfigCommand extends BaseCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "list|get|path", hidden = true)
    private String action = "list";

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", hidden = true)
    private String key = "";

    @Option(names = "--show-origin", order = 5, description = "Show where each value comes from.")
    private boolean showOrigin;

    @Mixin
    @SuppressWarnings("unused") // the configuration is already that of the network
    private final GroupOption group = new GroupOption();

    private final Configuration configuration;

    ConfigCommand(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() {
        List<String> lines = switch (action) {
            case "list" -> list();
            case "get" -> List.of(configuration.value(setting()).text());
            case "path" -> List.of(configuration.file().path().toString());
            default -> throw unknown("action", action, List.of("list", "get", "path"), "");
        };
        lines.forEach(commandLine().getOut()::println);
        commandLine().getOut().flush();
        return 0;
    }

    private List<String> list() {
        List<String> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            lines.add(line(setting.key(), configuration.value(setting)));
        }
        configuration
                .file()
                .networks()
                .forEach((name, settings) -> settings.forEach(
                        (setting, value) -> lines.add(line("network." + name + "." + setting.key(), value))));
        return lines;
    }

    private String line(String name, Configuration.Value value) {
        String line = name + " = " + value.text();
        return (showOrigin ? "%-32s %s".formatted(line, value.origin()) : line).stripTrailing();
    }

    private Setting setting() {
        if (key.isEmpty()) {
            throw error("no key given", "config get shows one setting", new Try("p2p-chat config list", "list all"));
        }
        List<String> keys = Stream.of(Setting.values()).map(Setting::key).toList();
        return Setting.ofKey(key).orElseThrow(() -> unknown("key", key, keys, "get "));
    }

    private UsageErrors.UsageException unknown(String kind, String word, List<String> known, String prefix) {
        Try suggestion = ClosestMatch.to(word, known)
                .map(nearest -> new Try("p2p-chat config " + prefix + nearest, ""))
                .orElse(new Try("p2p-chat config list", "list all settings"));
        return error("unknown " + kind + " '" + word + "'", UsageErrors.expectedOneOf(known.toArray()), suggestion);
    }

    @Override
    String invocation() {
        return "p2p-chat config " + action;
    }
}
