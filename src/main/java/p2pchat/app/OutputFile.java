package p2pchat.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import p2pchat.console.export.TranscriptWriter;
import p2pchat.model.HistoryQuery;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.HistoryReader;

/**
 * Standard output, or a file that appears only when it is complete. Does not use {@code System.out}, which hides that
 * the reader of the output has gone.
 */
final class OutputFile implements AutoCloseable {

    private final OutputStream out;
    private final Optional<Path> temporary;
    private final Optional<Path> file;

    private OutputFile(OutputStream out, Optional<Path> temporary, Optional<Path> file) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.temporary = temporary;
        this.file = file;
    }

    static OutputFile standardOutput() {
        return new OutputFile(new FileOutputStream(FileDescriptor.out), Optional.empty(), Optional.empty());
    }

    /** Opens a file for writing; throws if it exists and is not to be replaced, or cannot be created. */
    static OutputFile file(Path path, boolean replace) throws IOException {
        Path file = path.toAbsolutePath();
        if (Files.isDirectory(file) || (!replace && Files.exists(file))) {
            throw new ProblemException(new Problem.FileExists(path, Files.isDirectory(file)));
        }
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(new Problem.FileUnwritable(path, "there is no folder " + folder));
        }
        try {
            Path temporary = Files.createTempFile(folder, ".p2p-chat-", ".part"); // readable only by its owner
            return new OutputFile(Files.newOutputStream(temporary), Optional.of(temporary), Optional.of(file));
        } catch (AccessDeniedException e) {
            throw new ProblemException(new Problem.FileUnwritable(path, "no permission to write in " + folder));
        }
    }

    /** Writes a complete document and returns the number of its messages. */
    interface Document {
        long write(OutputFile output) throws IOException;
    }

    /** Writes a document to a file and returns the number of messages; throws if it cannot. */
    static long export(Path path, boolean replace, Document document) {
        try (OutputFile output = file(path, replace)) {
            return document.write(output);
        } catch (UncheckedIOException | IOException e) {
            throw new ProblemException(new Problem.FileUnwritable(path, String.valueOf(e.getMessage())));
        }
    }

    /** Writes a complete transcript and returns the number of its messages. */
    long write(HistoryReader log, HistoryQuery query, TranscriptWriter transcript) throws IOException {
        AtomicLong count = new AtomicLong();
        write(transcript.begin());
        log.read(query, entry -> {
            try {
                write(transcript.entry(entry));
                count.incrementAndGet();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        write(transcript.end());
        finish();
        return count.get();
    }

    void write(List<String> lines) throws IOException {
        for (String line : lines) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Moves the complete file to its place. */
    void finish() throws IOException {
        out.flush();
        if (file.isPresent()) {
            out.close();
            Files.move(temporary.orElseThrow(), file.get(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        if (temporary.isPresent()) {
            out.close();
            Files.deleteIfExists(temporary.get()); // exists only after a failure
        }
    }
}
