package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No copy of a library for each start (public 4). */
class NativeLibrariesTest {

    private static final List<String> PROPERTIES =
            List.of("org.sqlite.lib.path", "org.sqlite.lib.name", "library.jline.path", "library.jline.name");

    @TempDir
    Path state;

    @AfterEach
    void reset() {
        PROPERTIES.forEach(System::clearProperty);
    }

    @Test
    void extractsEachLibraryOnce() throws IOException {
        Path folder = state.resolve("a").resolve("lib");
        NativeLibraries.extractTo(folder);
        List<Path> libraries = files(folder);
        assertThat(libraries).hasSize(2);
        Path sqlite = folder.resolve(System.getProperty("org.sqlite.lib.name"));
        assertThat(libraries).contains(sqlite, folder.resolve(System.getProperty("library.jline.name")));
        Object identity = Files.getAttribute(sqlite, "unix:ino");
        NativeLibraries.extractTo(folder);
        assertThat(files(folder)).isEqualTo(libraries);
        assertThat(Files.getAttribute(sqlite, "unix:ino")).isEqualTo(identity);
    }

    @Test
    void replacesTruncatedLibrary() throws IOException {
        NativeLibraries.extractTo(state);
        Path sqlite = state.resolve(System.getProperty("org.sqlite.lib.name"));
        long size = Files.size(sqlite);
        Files.write(sqlite, new byte[10]);
        NativeLibraries.extractTo(state);
        assertThat(sqlite).hasSize(size);
    }

    @Test
    void leavesLoadersAloneWithoutFolder() throws IOException {
        Path file = Files.createFile(state.resolve("file"));
        NativeLibraries.extractTo(file.resolve("lib"));
        assertThat(PROPERTIES).allMatch(name -> System.getProperty(name) == null);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
