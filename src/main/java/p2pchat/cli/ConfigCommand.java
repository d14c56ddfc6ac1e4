package p2pchat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.ClosestMatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells which settings hold, and why. */
@Command(
        name = "config",
        description = {"Tells which settings hold: option > variable > file > default.", ""},
        customSynopsis = {
            "p2p-chat config list [--show-origin] [--group NAME]",
            "       p2p-chat config get KEY",
            "       p2p-chat config path"
        },
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Keys: nick, group, nds, data-dir, output, history, wait, listen, advertise,",
            "profile, ui, color, theme, keys; each an option, P2PCHAT_NICK and so on, or in the file:",
            "  nick = ann",
            "  network.ops { nick = ann-ops, profile = relaxed }",
            "",
            "Examples:",
            "  p2p-chat config list --show-origin",
            "  p2p-chat config get nick --group ops",
            "  ${EDITOR:-vi} \"$(p2p-chat config path)\""
        })
final class ConfigCommand extends CommandOptions implements Callable<Integer> {

    private static final List<String> QUESTIONS = List.of("list", "get", "path");

    @Parameters(index = "0", arity = "0..1", paramLabel = "list|get|path", description = "What to tell.", hidden = true)
    private String question = "list";

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "The setting.", hidden = true)
    private String key = "";

    @Option(names = "--show-origin", order = 5, description = "Tell also where each value comes from.")
    private boolean origin;

    @Mixin
    @SuppressWarnings("unused") // the configuration knows already for which network
    private final GroupOption group = new GroupOption();

    private final Configuration configuration;

    ConfigCommand(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() {
        List<String> lines = switch (question) {
            case "list" -> list();
            case "get" -> List.of(configuration.value(setting()).text());
            case "path" -> List.of(path().toString());
            default -> throw unknown("unknown question '" + question + "'", question, QUESTIONS, "");
        };
        lines.forEach(commandLine().getOut()::println);
        commandLine().getOut().flush();
        return 0;
    }

    private Path path() {
        return configuration.file().path();
    }

    private List<String> list() {
        List<String> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            add(lines, setting.key(), configuration.value(setting));
        }
        configuration
                .file()
                .networks()
                .forEach((name, settings) -> settings.forEach(
                        (setting, value) -> add(lines, "network." + name + "." + setting.key(), value)));
        return lines;
    }

    private void add(List<String> lines, String name, Configuration.Value value) {
        String line = name + " = " + value.text();
        lines.add((origin ? "%-32s %s".formatted(line, value.origin()) : line).stripTrailing());
    }

    private Setting setting() {
        List<String> keys = Stream.of(Setting.values()).map(Setting::key).toList();
        return Setting.ofKey(key)
                .orElseThrow(() -> key.isEmpty()
                        ? mistake("which key?", "config get tells one", new Try("p2p-chat config list", "see all"))
                        : unknown("unknown key '" + key + "'", key, keys, "get "));
    }

    private UsageErrors.Found unknown(String what, String word, List<String> known, String before) {
        Optional<Try> nearest =
                ClosestMatch.to(word, known).map(meant -> new Try("p2p-chat config " + before + meant, ""));
        return mistake(
                what,
                "there are " + String.join(", ", known),
                nearest.orElse(new Try("p2p-chat config list", "see all")));
    }

    @Override
    public String invocation() {
        return "p2p-chat config " + question;
    }
}
