package p2pchat.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables and the home folder. An empty variable counts as unset.
 *
 * @param userHome the home folder if {@code $HOME} is unset
 */
public record Environment(Map<String, String> variables, String userHome) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    Optional<String> value(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isEmpty());
    }

    /** Returns {@code $XDG_CONFIG_HOME}, or {@code ~/.config} if it is unset or relative (XDG rules). */
    Path configFolder() {
        return value("XDG_CONFIG_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home().resolve(".config"));
    }

    public Path home() {
        return Path.of(value("HOME").orElse(userHome));
    }
}
