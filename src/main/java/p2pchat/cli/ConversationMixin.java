package p2pchat.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Invite;
import p2pchat.node.NetworkSettings.Entry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for talking in a network: those of {@code node} and {@code join}. */
final class ConversationMixin {

    private static final int DEFAULT_HISTORY = 20;
    private static final int MAX_HISTORY = 10_000;

    @Option(
            names = "--history",
            order = 7,
            paramLabel = "N",
            description = "Show N earlier messages (20; with json 0).")
    private @Nullable Integer history;

    @Option(
            names = "--paragraphs",
            order = 50,
            hidden = true,
            description = "From a pipe, end each message at a blank line.")
    private boolean paragraphs;

    @Mixin
    private final DisplayOption display = new DisplayOption();

    NodeOptions options(
            BaseCommand command, MemberOptions member, Entry entry, AdmissionPolicy policy, Optional<Invite> invite) {
        return new NodeOptions(
                member, entry, history(command, member.output()), paragraphs, display.preferences(), policy, invite);
    }

    private int history(BaseCommand command, OutputFormat output) {
        if (history == null) {
            return output == OutputFormat.JSON ? 0 : DEFAULT_HISTORY;
        }
        if (history < 0 || history > MAX_HISTORY) {
            throw command.error("invalid value for --history: " + history, "expected a number from 0 to 10,000");
        }
        return history;
    }
}
