package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // runs shell commands
class ExternalEditorTest {

    @Test
    void choosesEditorFromEnvironment() {
        assertThat(ExternalEditor.of(Map.of("VISUAL", "code --wait", "EDITOR", "ed")))
                .isEqualTo(new ExternalEditor("code --wait"));
        assertThat(ExternalEditor.of(Map.of("VISUAL", " ", "EDITOR", "ed"))).isEqualTo(new ExternalEditor("ed"));
        assertThat(ExternalEditor.of(Map.of())).isEqualTo(new ExternalEditor("vi"));
    }

    @Test
    void returnsEditedDraft() throws IOException {
        assertThat(new ExternalEditor("sed -i s/one/two/").edit("one\nthing\n")).isEqualTo("two\nthing");
        assertThat(new ExternalEditor("true").edit("grüße ✓")).isEqualTo("grüße ✓");
    }

    @Test
    void fileIsPrivateAndTemporary(@TempDir Path folder) throws IOException {
        Path seen = folder.resolve("seen");
        new ExternalEditor("f() { stat -c %A \"$1\" > " + seen + "; echo \"$1\" >> " + seen
                        + "; cp \"$1\" \"$1~\"; stat -c %A \"${1%/*}\" >> " + seen + "; }; f")
                .edit("secret");
        assertThat(Files.readAllLines(seen).get(0))
                .isEqualTo("-" + PosixFilePermissions.toString(PosixFilePermissions.fromString("rw-------")));
        assertThat(Path.of(Files.readAllLines(seen).get(1)).getParent())
                .as("with its backup")
                .doesNotExist();
        assertThat(Files.readAllLines(seen).get(2)).isEqualTo("drwx------");
    }

    @Test
    void editorEndsWithProgram(@TempDir Path folder) throws Exception {
        Path number = folder.resolve("pid");
        CompletableFuture<String> why = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                why.complete(new ExternalEditor(
                                "echo $$ > " + number + ".new; mv " + number + ".new " + number + "; exec sleep 60 #")
                        .edit("draft"));
            } catch (IOException e) {
                why.complete(e.getMessage());
            }
        });
        waiting.start();
        while (!Files.exists(number)) {
            assertThat(why).isNotDone();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        ProcessHandle editor = ProcessHandle.of(
                        Long.parseLong(Files.readString(number).strip()))
                .orElseThrow();
        waiting.interrupt();
        assertThat(why.get(10, TimeUnit.SECONDS)).isEqualTo("the program is ending");
        editor.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void reportsFailureAndTooLongText() {
        assertThatThrownBy(() -> new ExternalEditor("false").edit("draft")).hasMessage("false exited with code 1");
        assertThatThrownBy(() -> new ExternalEditor("no-such-editor").edit("draft"))
                .hasMessage("no-such-editor exited with code 127");
        assertThatThrownBy(() -> new ExternalEditor("truncate -s 2M").edit("draft"))
                .hasMessage("the text is too long for a message");
    }
}
