package p2pchat.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Problem;

/**
 * The environment variables and the home folder. An empty variable counts as unset.
 *
 * @param userHome the home folder if {@code $HOME} is unset; {@code ?} or empty if the system knows none
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

    /** Returns the home folder, or {@link Problem.HomeUnknown#NONE}. */
    public Path home() {
        return value("HOME")
                .or(() -> Optional.of(userHome).filter(known -> !known.isEmpty() && !known.equals("?")))
                .map(Path::of)
                .orElse(Problem.HomeUnknown.NONE);
    }
}
