package p2pchat.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The variables that this process was started with. One that is empty counts as not set. */
public final class Environment {

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    Map<String, String> variables() {
        return variables;
    }

    Optional<String> value(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isEmpty());
    }

    /** {@code $XDG_CONFIG_HOME}; a relative path there does not count, as the XDG rules want it. */
    Path configFolder() {
        return value("XDG_CONFIG_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home().resolve(".config"));
    }

    /** Where other programs of this person have their settings. */
    Path home() {
        return Path.of(value("HOME").or(() -> value("USERPROFILE")).orElse("."));
    }
}
