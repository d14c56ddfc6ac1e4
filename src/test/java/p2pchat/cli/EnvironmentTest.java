package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p2pchat.model.Problem;

class EnvironmentTest {

    @Test
    void homeIsVariableOrJavaProperty() {
        assertThat(environment(Map.of("HOME", "/home/ann")).home()).isEqualTo(Path.of("/home/ann"));
        assertThat(environment(Map.of("HOME", "")).home()).isEqualTo(Path.of("/java"));
        assertThat(environment(Map.of()).home()).isEqualTo(Path.of("/java"));
    }

    @Test
    void configFolderIsXdgVariableOrBelowHome() {
        assertThat(environment(Map.of("HOME", "/h")).configFolder()).isEqualTo(Path.of("/h/.config"));
        assertThat(environment(Map.of()).configFolder()).isEqualTo(Path.of("/java/.config"));
        assertThat(environment(Map.of("XDG_CONFIG_HOME", "/c")).configFolder()).isEqualTo(Path.of("/c"));
        assertThat(environment(Map.of("XDG_CONFIG_HOME", "c")).configFolder()).isEqualTo(Path.of("/java/.config"));
    }

    /** Java names the home of a user without an entry in the password file "?" (public 3). */
    @Test
    void homeMayBeUnknown() {
        assertThat(new Environment(Map.of(), "?").home()).isEqualTo(Problem.HomeUnknown.NONE);
        assertThat(new Environment(Map.of("HOME", ""), "").home()).isEqualTo(Problem.HomeUnknown.NONE);
        assertThat(new Environment(Map.of("HOME", "/h"), "?").home()).isEqualTo(Path.of("/h"));
    }

    private static Environment environment(Map<String, String> variables) {
        return new Environment(variables, "/java");
    }
}
