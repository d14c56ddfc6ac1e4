package p2pchat.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.cli.IdentityRequest.Action;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.ClosestMatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows, copies and protects the key of the user. */
@Command(
        name = "identity",
        description = {"Show your key, copy it to another machine, or protect it.", ""},
        customSynopsis = {
            "p2p-chat identity [show|devices|passphrase] [OPTION]...",
            "       p2p-chat identity export|import FILE [OPTION]...",
            "       p2p-chat identity revoke DEVICE --group NAME [OPTION]..."
        },
        footer = {
            "",
            "Others know you by this key. It is created when you first start a node.",
            "Without it you are a new person to them, and your logs cannot be read.",
            "So keep a copy:",
            "  p2p-chat identity export backup.pem",
            "",
            "Examples:",
            "  p2p-chat identity show",
            "  p2p-chat identity import backup.pem     use it on this machine too",
            "  p2p-chat identity passphrase            set, change or remove it",
            "  p2p-chat identity devices               list the homes on this machine",
            "  p2p-chat identity revoke abcde-fghij -g ops     end a lost device"
        })
final class IdentityCommand extends BaseCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", hidden = true)
    private String action = "show";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", hidden = true)
    private @Nullable Path file;

    @Mixin
    private final OutputOption output;

    @Option(names = "--data-dir", order = 12, paramLabel = "DIR", description = LogMixin.DATA_DIR)
    private @Nullable Path home;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    private final CommandHandlers handlers;

    IdentityCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        Action wanted = Stream.of(Action.values())
                .filter(known -> name(known).equals(action))
                .findFirst()
                .orElseThrow(this::unknown);
        if (wanted.needsFile() && file == null) {
            throw error("no file given", action + " needs a FILE", new Try(invocation() + " backup.pem", ""));
        }
        if (!wanted.needsFile() && file != null) {
            throw error(
                    "unexpected argument '" + file + "'",
                    action + " takes none",
                    new Try("p2p-chat identity " + action, ""));
        }
        return handlers.identity(new IdentityRequest(
                wanted, Optional.ofNullable(file), identity.options(), Optional.ofNullable(home), output.format()));
    }

    private UsageErrors.UsageException unknown() {
        List<String> known =
                Stream.of(Action.values()).map(IdentityCommand::name).toList();
        Try suggestion = ClosestMatch.to(action, known)
                .map(nearest -> new Try(
                        "p2p-chat identity " + nearest
                                + (file == null ? "" : " " + UsageErrors.quoted(file.toString())),
                        ""))
                .orElse(new Try("p2p-chat identity --help", "show how to use it"));
        return error("unknown action '" + action + "'", UsageErrors.expectedOneOf(known.toArray()), suggestion);
    }

    private static String name(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    @Override
    String invocation() {
        return "p2p-chat identity " + action + (file == null ? "" : " " + UsageErrors.quoted(file.toString()));
    }
}
