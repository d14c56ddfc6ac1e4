package p2pchat;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that are not on the command line come from {@code P2PCHAT_*}, where set and not empty. */
final class Environment implements CommandLine.IDefaultValueProvider {

    private static final Map<String, String> VARIABLES = Map.of(
            "--nick", "P2PCHAT_NICK",
            "--group", "P2PCHAT_GROUP",
            "--nds", "P2PCHAT_NDS",
            "--data-dir", "P2PCHAT_DATA",
            "--output", "P2PCHAT_OUTPUT");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? of(option).orElse(null) : null;
    }

    /** Whether errors of this command line are read by a program. */
    boolean wantsJson(String[] arguments) {
        String output = value("P2PCHAT_OUTPUT").orElse("");
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if ((argument.equals("-o") || argument.equals("--output")) && i + 1 < arguments.length) {
                output = arguments[i + 1];
            } else if (argument.startsWith("--output=")) {
                output = argument.substring("--output=".length());
            } else if (argument.startsWith("-o") && !argument.startsWith("--")) {
                output = argument.substring("-o".length());
            }
        }
        return output.toLowerCase(Locale.ROOT).equals("json");
    }

    private Optional<String> of(OptionSpec option) {
        return Optional.ofNullable(VARIABLES.get(option.longestName())).flatMap(this::value);
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isEmpty());
    }
}
