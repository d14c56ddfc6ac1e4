package p2pchat.app;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.cli.CommandHandlers;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.IdentityRequest;
import p2pchat.cli.LogOptions;
import p2pchat.cli.NodeOptions;
import p2pchat.cli.RevokeOptions;
import p2pchat.cli.SendOptions;
import p2pchat.cli.TrustOptions;
import p2pchat.console.error.Explanation;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.FastProvider;
import p2pchat.model.Address;
import p2pchat.model.Invite;
import p2pchat.runtime.LogFile;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.storage.DataRoot;
import p2pchat.transport.TlsWarmUp;

/** Creates the program of each command from the rooms. */
public final class Assembly implements CommandHandlers {

    private final DataRoot root;
    private final Path stateFolder;
    private final Path libraries;

    /** @param libraries a folder for native libraries */
    public Assembly(Map<String, String> environment, Path userHome, Path libraries) {
        this.root = DataRoot.of(environment, userHome);
        this.stateFolder = LogFile.stateFolder(environment, userHome);
        this.libraries = libraries;
    }

    @Override
    public int node(NodeOptions options) {
        prepareTls();
        return new NodeProgram(root, stateFolder, options).run();
    }

    @Override
    public Invite invitation(String source) {
        return InvitationSource.read(source);
    }

    /** Prepares for TLS in the background, because the prompt would otherwise wait for it. */
    private void prepareTls() {
        Thread thread = new Thread(
                () -> {
                    FastProvider.install();
                    TlsWarmUp.run();
                    FastProvider.install(libraries);
                },
                "tls");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int send(SendOptions options, Consumer<Explanation> errors) {
        return new SendProgram(root, options, errors).run();
    }

    @Override
    public int nds(Address listen, Optional<Path> folder) {
        prepareTls();
        return new NdsProgram(listen, folder.orElse(root.directoryHome())).run();
    }

    @Override
    public int showKey(Optional<Path> folder) {
        return new ShowKeyProgram(folder.orElse(root.directoryHome())).run();
    }

    @Override
    public int identity(IdentityRequest request) {
        return new IdentityProgram(root, request).run();
    }

    @Override
    public int revoke(RevokeOptions options, Consumer<Explanation> errors) {
        return new RevokeProgram(root, options).run(errors);
    }

    @Override
    public int trust(TrustOptions options) {
        return new TrustProgram(root.knownDirectories(), options).run();
    }

    @Override
    public int networks(Address directory, boolean named, OutputFormat output) {
        return new NetworksProgram(new TrustedDirectory(directory, !named, root.knownDirectories()), output).run();
    }

    @Override
    public int history(HistoryOptions options) {
        return new HistoryProgram(root, options, ZoneId.systemDefault()).run();
    }

    @Override
    public int why(LogOptions options) {
        return new WhyProgram(root, options).run();
    }

    @Override
    public int verify(Path file, OutputFormat output) {
        return new VerifyProgram(root, file, output).run();
    }
}
