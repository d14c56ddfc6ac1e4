package p2pchat.console.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of {@code /help}. */
public final class CommandHelp {

    private static final int GAP = 2;

    private CommandHelp() {}

    public static List<String> lines(Optional<SlashCommands.Command> topic) {
        return topic.map(CommandHelp::one).orElseGet(CommandHelp::all);
    }

    private static List<String> all() {
        int widest = SlashCommands.ALL.stream()
                .mapToInt(command -> command.usage().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (SlashCommands.Group group : SlashCommands.Group.values()) {
            lines.add(group.title);
            SlashCommands.ALL.stream()
                    .filter(command -> command.group() == group)
                    .forEach(command -> lines.add("  " + command.usage()
                            + " ".repeat(widest - command.usage().length() + GAP) + command.summary()));
        }
        lines.add("M is a message: ^ (the last), ^3, @nick, #number, or part of its id");
        lines.add("/help COMMAND shows examples; //text sends text that starts with a slash");
        return lines;
    }

    private static List<String> one(SlashCommands.Command command) {
        List<String> lines = new ArrayList<>();
        lines.add(command.usage() + "  " + command.summary());
        if (!command.aliases().isEmpty()) {
            lines.add("  also:  " + String.join(", ", command.aliases()));
        }
        String label = "  try:   ";
        for (String example : command.examples()) {
            lines.add(label + example);
            label = " ".repeat(label.length());
        }
        return lines;
    }
}
