package p2pchat.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import p2pchat.console.error.Explanation;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Invite;

/**
 * Passes the options of every command to one function.
 *
 * @param handler returns the exit code
 */
record FakeHandlers(ToIntFunction<Object> handler) implements CommandHandlers {

    @Override
    public int node(NodeOptions options) {
        return handler.applyAsInt(options);
    }

    @Override
    public Invite invitation(String source) {
        int unused = handler.applyAsInt("invitation from " + source);
        return new Invite(Bytes.of(new byte[Invite.SEED_SIZE]), Optional.empty());
    }

    @Override
    public int send(SendOptions options, Consumer<Explanation> errors) {
        return handler.applyAsInt(options);
    }

    @Override
    public int nds(Address listen, Optional<Path> folder) {
        return handler.applyAsInt(List.of(listen, folder));
    }

    @Override
    public int showKey(Optional<Path> folder) {
        return handler.applyAsInt(List.of("show-key", folder));
    }

    @Override
    public int identity(IdentityRequest request) {
        return handler.applyAsInt(request);
    }

    @Override
    public int revoke(RevokeOptions options, Consumer<Explanation> errors) {
        return handler.applyAsInt(options);
    }

    @Override
    public int trust(TrustOptions options) {
        return handler.applyAsInt(options);
    }

    @Override
    public int networks(Address directory, boolean named, OutputFormat output) {
        return handler.applyAsInt(List.of(directory, output));
    }

    @Override
    public int history(HistoryOptions options) {
        return handler.applyAsInt(options);
    }

    @Override
    public int why(LogOptions options) {
        return handler.applyAsInt(options);
    }

    @Override
    public int verify(Path file, OutputFormat output) {
        return handler.applyAsInt(List.of(file, output));
    }
}
