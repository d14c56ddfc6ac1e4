package p2pchat.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.cli.IdentityRequest;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.IdentityListing;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyFile;
import p2pchat.crypto.Passphrase;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;

/** Shows, copies and protects the key of the user. */
final class IdentityProgram {

    private final DataRoot root;
    private final IdentityRequest request;
    private final Passphrase passphrase;
    private final Function<String, Optional<char[]>> ask;
    private final Path path;
    private final KeyFile file;

    IdentityProgram(DataRoot root, IdentityRequest request) {
        this(root, request, PassphraseSource::ask);
    }

    /** @param ask asks for a new passphrase with this prompt; empty if there is no terminal */
    IdentityProgram(DataRoot root, IdentityRequest request, Function<String, Optional<char[]>> ask) {
        this.root = root;
        this.request = request;
        this.passphrase = new PassphraseSource(request.options());
        this.ask = ask;
        this.path = UserIdentity.file(root, request.options(), request.home());
        this.file = new KeyFile(path);
    }

    int run() {
        List<String> lines = switch (request.action()) {
            case SHOW -> show();
            case DEVICES -> devices();
            case EXPORT -> exportKey(request.other().orElseThrow());
            case IMPORT -> importKey(request.other().orElseThrow());
            case PASSPHRASE -> changePassphrase();
        };
        ProcessOutput.print(lines, request.output());
        return Explanations.DONE;
    }

    private List<String> show() {
        return IdentityListing.lines(key().person(), path, file.isEncrypted(), request.output());
    }

    private List<String> devices() {
        Identity identity = new Identity(path, key());
        List<Path> folders = request.home().map(List::of).orElseGet(root::homes);
        List<IdentityListing.Home> homes = folders.stream()
                .flatMap(folder -> identity.device(folder).stream()
                        .map(device -> new IdentityListing.Home(folder, device.certificate())))
                .toList();
        return IdentityListing.lines(homes, request.output(), ZoneId.systemDefault());
    }

    private SigningKey key() {
        return file.read(passphrase).orElseThrow(() -> new ProblemException(new Problem.IdentityMissing(path)));
    }

    /** Copies the file. Does not ask for the passphrase, because the copy keeps it. */
    private List<String> exportKey(Path target) {
        boolean encrypted = file.isEncrypted();
        if (!file.copyTo(target)) {
            throw new ProblemException(new Problem.KeyExists(target));
        }
        return done("wrote your key to " + target
                + (encrypted ? "" : "; it has no passphrase, so anyone who can read it can act as you"));
    }

    private List<String> importKey(Path source) {
        KeyFile given = new KeyFile(source);
        SigningKey key =
                given.read(passphrase).orElseThrow(() -> new ProblemException(new Problem.IdentityMissing(source)));
        if (!given.copyTo(path) && !key().person().equals(key.person())) {
            throw new ProblemException(new Problem.IdentityExists(path, key().person()));
        }
        return done("you are " + key.person().fingerprint() + " on this machine");
    }

    private List<String> changePassphrase() {
        SigningKey key = key();
        char[] first = newPassphrase("New passphrase (empty for none): ");
        if (!Arrays.equals(first, newPassphrase("Repeat the passphrase: "))) {
            throw new ProblemException(new Problem.PassphraseUnavailable("the terminal", "the two passphrases differ"));
        }
        boolean none = first.length == 0;
        file.replace(key, none ? Optional.empty() : Optional.of(first), new SecureRandom());
        return done(none ? "your key has no passphrase now" : "your key has a new passphrase; each start asks for it");
    }

    private char[] newPassphrase(String prompt) {
        return ask.apply(prompt)
                .orElseThrow(() -> new ProblemException(new Problem.PassphraseUnavailable(
                        "the terminal", "the input and the output must be a terminal")));
    }

    /** Reports on standard error, because the output contains data only. */
    private static List<String> done(String sentence) {
        ProcessOutput.say(sentence);
        return List.of();
    }
}
