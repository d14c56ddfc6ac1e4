package p2pchat.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * What lines are written on: the standard output, or a file that appears only once it is whole. Not {@code System.out},
 * which hides that nobody reads any more.
 */
final class OutputFile implements AutoCloseable {

    private final OutputStream out;
    private final Optional<Path> draft;
    private final Optional<Path> file;

    private OutputFile(OutputStream out, Optional<Path> draft, Optional<Path> file) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.draft = draft;
        this.file = file;
    }

    static OutputFile standardOutput() {
        return new OutputFile(new FileOutputStream(FileDescriptor.out), Optional.empty(), Optional.empty());
    }

    /**
     * Begins a file.
     *
     * @throws ProblemException if there is one of this name, unless it is to be replaced, or none can be made there
     */
    static OutputFile file(Path file, boolean replace) throws IOException {
        Path whole = file.toAbsolutePath();
        if (Files.isDirectory(whole) || (!replace && Files.exists(whole))) {
            throw new ProblemException(new Problem.FileTaken(file, Files.isDirectory(whole)));
        }
        Path folder = Optional.ofNullable(whole.getParent()).orElse(whole);
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(new Problem.FileUnwritable(file, "there is no folder " + folder));
        }
        try {
            Path draft = Files.createTempFile(folder, ".p2p-chat-", ".part"); // readable to its owner alone
            return new OutputFile(Files.newOutputStream(draft), Optional.of(draft), Optional.of(whole));
        } catch (AccessDeniedException e) {
            throw new ProblemException(new Problem.FileUnwritable(file, "no file of yours may be in " + folder));
        }
    }

    void write(List<String> lines) throws IOException {
        for (String line : lines) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** All is written: the file takes its place. */
    void finish() throws IOException {
        out.flush();
        if (file.isPresent()) {
            out.close();
            Files.move(draft.orElseThrow(), file.get(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        if (draft.isPresent()) {
            out.close();
            Files.deleteIfExists(draft.get()); // there is one only if something failed
        }
    }
}
