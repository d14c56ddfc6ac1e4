package p2pchat.app;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import p2pchat.cli.IdentityOptions;
import p2pchat.crypto.Passphrase;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.runtime.StartupNotice;

/** Gets the passphrase of a key from a file, a command, or the terminal. */
record PassphraseSource(IdentityOptions options) implements Passphrase {

    private static final int MAX_SIZE = 4096;
    private static final long COMMAND_SECONDS = 60;

    @Override
    public Optional<char[]> of(Path file) {
        if (options.passphraseFile().isPresent()) {
            return Optional.of(fromFile(options.passphraseFile().get()));
        }
        if (options.passphraseCommand().isPresent()) {
            return Optional.of(fromCommand(options.passphraseCommand().get()));
        }
        return ask("Passphrase of " + file + ": ");
    }

    /** Asks on the terminal without echo; empty if there is no terminal or no answer. */
    static Optional<char[]> ask(String prompt) {
        StartupNotice.HERE.erase();
        return Optional.ofNullable(console())
                .flatMap(console -> Optional.ofNullable(console.readPassword("%s", prompt)));
    }

    @SuppressWarnings("SystemConsoleNull") // null without a terminal, thanks to a property that Main sets
    private static @Nullable Console console() {
        return System.console();
    }

    private static char[] fromFile(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return firstLine(new String(content.readNBytes(MAX_SIZE), StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw unavailable(file.toString(), "it is missing or cannot be read");
        }
    }

    private static char[] fromCommand(String command) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CompletableFuture.delayedExecutor(COMMAND_SECONDS, TimeUnit.SECONDS).execute(process::destroy);
            String output = new String(process.getInputStream().readNBytes(MAX_SIZE), StandardCharsets.UTF_8);
            process.getInputStream().close();
            int code = process.waitFor();
            if (code != 0) {
                throw unavailable(command, "its exit code is " + code);
            }
            return firstLine(output, command);
        } catch (IOException e) {
            throw unavailable(command, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(command, "interrupted");
        }
    }

    private static char[] firstLine(String text, String source) {
        return text.lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> unavailable(source, "its first line is empty"))
                .toCharArray();
    }

    private static ProblemException unavailable(String source, String cause) {
        return new ProblemException(new Problem.PassphraseUnavailable(source, cause));
    }
}
