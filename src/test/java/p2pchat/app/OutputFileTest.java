package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    void fileAppearsWhenCompleteAndIsNotOverwritten() throws IOException {
        Path file = folder.resolve("log.txt");
        try (OutputFile output = OutputFile.file(file, false)) {
            output.write(List.of("one", "two"));
            assertThat(file).doesNotExist();
            output.finish();
        }
        assertThat(file).hasContent("one\ntwo");
        assertThat(problem(file)).isEqualTo(new Problem.FileExists(file, false));
    }

    @Test
    void explainsWhyFileCannotBeCreated() throws IOException {
        Path nowhere = folder.resolve("none");
        assertThat(problem(nowhere.resolve("log.txt")))
                .isEqualTo(new Problem.FileUnwritable(nowhere.resolve("log.txt"), "there is no folder " + nowhere));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(folder), "root can write everywhere");
        assertThat(problem(folder.resolve("log.txt")))
                .isEqualTo(
                        new Problem.FileUnwritable(folder.resolve("log.txt"), "no permission to write in " + folder));
    }

    private static Problem problem(Path file) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> OutputFile.file(file, false))
                .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e);
        return thrown[0].problem();
    }
}
