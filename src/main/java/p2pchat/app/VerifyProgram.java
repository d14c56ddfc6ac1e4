package p2pchat.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.ProofListing;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.proof.LogReport;
import p2pchat.proof.TranscriptCheck;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;
import p2pchat.storage.KnownPeopleFile;

/** Checks a signed transcript, without network, store and key. */
record VerifyProgram(DataRoot root, Path file, OutputFormat output) {

    int run() {
        LogReport report = check();
        boolean proven = report.isWhole() && report.exporter().isPresent();
        ProcessOutput.print(
                new ProofListing(
                                report,
                                true,
                                Optional.empty(),
                                KnownPeopleFile.open(root.folder()).people())
                        .lines(output),
                output);
        return proven ? Explanations.DONE : Explanations.LOCAL;
    }

    private LogReport check() {
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return TranscriptCheck.run(content);
        } catch (ForgedException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw unreadable("there is no such file");
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private ProblemException unreadable(String cause) {
        return new ProblemException(new Problem.TranscriptUnreadable(file, cause));
    }
}
