package p2pchat.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The variables that this process was started with, where one that is empty counts as not set, and whose it is. */
public final class Environment {

    private final Map<String, String> variables;
    private final String userHome;

    /**
     * The surroundings of a process.
     *
     * @param userHome what Java takes for the home of the user, who may know better
     */
    public Environment(Map<String, String> variables, String userHome) {
        this.variables = Map.copyOf(variables);
        this.userHome = userHome;
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

    /** Below this lies what this person has of any program, unless a variable says where else: {@code $HOME} first. */
    public Path home() {
        return Path.of(value("HOME").orElse(userHome));
    }
}
