package p2pchat;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what this machine's log holds (M9). */
@Command(
        name = "history",
        description = {"Writes what this machine's log of a network holds; asks nobody.", ""},
        customSynopsis = "p2p-chat history --group NAME [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat history -g lunch",
            "  p2p-chat history -g lunch -n 1000 --format txt >lunch.txt",
            "  p2p-chat history -g ops -o json | jq -r .text"
        })
final class HistoryCommand extends CommandOptions implements Callable<Integer> {

    /** The forms of a file; on the screen {@code --output} says it. */
    enum FileFormat {
        TXT,
        JSON
    }

    private static final int MAX_COUNT = 1_000_000;

    @Option(names = "-n", order = 2, paramLabel = "COUNT", description = "The newest so many messages (50).")
    private int count = 50;

    @Option(names = "--nick", order = 3, paramLabel = "NICK", description = "Whose log (your login name's).")
    private @Nullable Nick nick;

    @Option(
            names = "--format",
            order = 6,
            paramLabel = "FORMAT",
            description = "txt or json: the form of a file to keep.")
    private @Nullable FileFormat format;

    @Mixin
    private final GroupOption group = new GroupOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final OutputOption output;

    private final Programs programs;

    HistoryCommand(Programs programs, boolean interactive) {
        this.programs = programs;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network = group.required(this, "p2p-chat history --group lunch", "read the log of lunch");
        return programs.history(new HistoryOptions(
                network, NickOption.or(nick), home.home(), within("-n", count, 1, MAX_COUNT), form()));
    }

    private HistoryOptions.Format form() {
        if (format != null) {
            return format == FileFormat.TXT ? HistoryOptions.Format.TRANSCRIPT : HistoryOptions.Format.JSON;
        }
        return switch (output.form()) {
            case HUMAN -> HistoryOptions.Format.HUMAN;
            case PLAIN -> HistoryOptions.Format.PLAIN;
            case JSON -> HistoryOptions.Format.JSON;
        };
    }

    @Override
    String invocation() {
        return group.in("p2p-chat history");
    }
}
