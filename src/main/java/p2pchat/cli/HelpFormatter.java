package p2pchat.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import p2pchat.console.terminal.TerminalDetection;
import p2pchat.console.text.TextWrap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Adds the configured values to the help and, with {@code --all}, the rarely used options; prints it in the width of the
 * terminal.
 */
final class HelpFormatter {

    private HelpFormatter() {}

    static void prepare(CommandLine line, Configuration configuration, boolean all) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            boolean revealed = all && option.hidden();
            boolean configured = configuration.of(option).isPresent();
            if (option.group() == null && (revealed || configured)) {
                spec.remove(option);
                OptionSpec.Builder changed = option.toBuilder().hidden(option.hidden() && !all);
                configuration.of(option).ifPresent(value -> changed.description(withValue(option, value)));
                spec.addOption(changed.build());
            }
        }
        line.getSubcommands().values().stream().distinct().forEach(sub -> prepare(sub, configuration, all));
    }

    static void print(PrintWriter out, String help) {
        int columns = TerminalDetection.outputColumns();
        TextWrap.wrap(help.lines().toList(), columns, true).forEach(out::println);
        out.flush();
    }

    private static String[] withValue(OptionSpec option, Configuration.Value value) {
        String origin = value.origin().substring(value.origin().lastIndexOf('/') + 1);
        String now = "Now " + value.text() + " (" + origin + ").";
        return Stream.concat(Stream.of(option.description()), Stream.of(now.replace("%", "%%")))
                .toArray(String[]::new);
    }
}
