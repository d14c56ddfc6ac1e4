package p2pchat.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import p2pchat.cli.IdentityOptions;
import p2pchat.cli.MemberOptions;
import p2pchat.crypto.Device;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyFile;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/** Finds the key of the user, or creates it. */
final class UserIdentity {

    private UserIdentity() {}

    /** Returns the device of a home of this user. Blocks; may ask for a passphrase. */
    static Device device(DataRoot root, MemberOptions member, NodeHome home) {
        Path file = file(root, member.identity(), member.home());
        if (!Files.exists(file) && Identity.hasDevice(home.folder())) {
            throw new ProblemException(new Problem.StoreLocked(home.folder(), file)); // a new key would be of no use
        }
        SecureRandom random = new SecureRandom();
        return Identity.readOrCreate(file, new PassphraseSource(member.identity()), random)
                .deviceOrCreate(home.folder(), random, System.currentTimeMillis());
    }

    /** Reads the key; empty if there is none. Blocks; may ask for a passphrase. */
    static Optional<Identity> find(DataRoot root, IdentityOptions options, Optional<Path> home) {
        Path file = file(root, options, home);
        return new KeyFile(file).read(new PassphraseSource(options)).map(key -> new Identity(file, key));
    }

    /** Returns the file of the key. A home that the user named has its own. */
    static Path file(DataRoot root, IdentityOptions options, Optional<Path> home) {
        return options.file().orElseGet(() -> home.orElse(root.folder()).resolve(Identity.FILE));
    }
}
