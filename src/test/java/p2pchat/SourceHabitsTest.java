package p2pchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks what the compiler does not: file names, null-marked packages, and tests for known faults. */
class SourceHabitsTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");

    /** Words that say nothing about what a thing does. */
    private static final Set<String> EMPTY_WORDS =
            Set.of("util", "utils", "manager", "helper", "helpers", "common", "impl", "misc");

    private static final Pattern WORD_BORDER = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[._-]");

    private static final Pattern WORD = Pattern.compile("\\W+");

    @Test
    void fileNamesUseNoEmptyWords() {
        assertThat(Stream.of(MAIN, TESTS).flatMap(SourceHabitsTest::sources))
                .isNotEmpty()
                .noneMatch(SourceHabitsTest::isNamedEmptily);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(sources(MAIN).map(Path::getParent).distinct()).isNotEmpty().allMatch(folder -> {
            Path info = folder.resolve("package-info.java");
            return Files.exists(info) && lines(info).contains("@NullMarked");
        });
    }

    @Test
    void everyKnownFaultIsNamedByATest() {
        List<String> broken = lines(Path.of("docs", "protocol.md")).stream()
                .map(Pattern.compile("^\\| (R\\d+) \\|.*")::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .toList();
        Set<String> named = sources(TESTS)
                .flatMap(file -> lines(file).stream())
                .filter(line -> line.contains("//"))
                .flatMap(line -> WORD.splitAsStream(line.substring(line.indexOf("//"))))
                .collect(Collectors.toSet());
        assertThat(broken).hasSizeGreaterThan(10);
        assertThat(named).containsAll(broken);
    }

    private static boolean isNamedEmptily(Path file) {
        return Stream.concat(Stream.of(file.getParent()), Stream.of(file))
                .flatMap(path -> WORD_BORDER.splitAsStream(path.getFileName().toString()))
                .anyMatch(word -> EMPTY_WORDS.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static Stream<Path> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
