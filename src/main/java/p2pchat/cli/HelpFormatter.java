package p2pchat.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the help tell the truth: the values that were set, and with {@code --all} the options that few need. */
final class HelpFormatter {

    private HelpFormatter() {}

    static void prepare(CommandLine line, Configuration configuration, boolean all) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            boolean shown = all && option.hidden();
            boolean set = configuration.of(option).isPresent();
            if (option.group() == null && (shown || set)) {
                spec.remove(option);
                OptionSpec.Builder changed = option.toBuilder().hidden(option.hidden() && !all);
                configuration.of(option).ifPresent(value -> changed.description(told(option, value)));
                spec.addOption(changed.build());
            }
        }
        line.getSubcommands().values().stream().distinct().forEach(sub -> prepare(sub, configuration, all));
    }

    private static String[] told(OptionSpec option, Configuration.Value value) {
        String place = value.origin().substring(value.origin().lastIndexOf('/') + 1); // the file's name is enough here
        String now = "Now " + value.text() + " (" + place + ").";
        return Stream.concat(Stream.of(option.description()), Stream.of(now.replace("%", "%%")))
                .toArray(String[]::new);
    }
}
