package p2pchat.cli;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Invite;
import p2pchat.node.NetworkSettings.Entry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes part in a network (M12). */
@Command(
        name = "node",
        description = {"Join a network, or create it if it does not exist, and chat.", ""},
        customSynopsis = "p2p-chat node --group NAME [OPTION]...",
        footer = {
            "",
            "Examples:",
            "  p2p-chat node --group lunch",
            "  p2p-chat node -g ops -n ann --nds 10.0.0.5:4700 --create --policy invite",
            "  tail -f build.log | p2p-chat node -g ops    one message per line",
            "--help --all shows more options. See also docs/guide.md."
        })
final class NodeCommand extends BaseCommand {

    static final class EntryOption {
        @Option(names = "--join", order = 4, description = "Fail if the network does not exist.")
        private boolean join;

        @Option(names = "--create", order = 5, description = "Fail if the network exists.")
        @SuppressWarnings("unused") // the alternative to --join
        private boolean create;
    }

    @Mixin
    private final MemberMixin member;

    @ArgGroup(exclusive = true, multiplicity = "0..1", order = 4)
    private @Nullable EntryOption entry;

    @Option(
            names = "--policy",
            order = 5,
            paramLabel = "POLICY",
            hidden = true,
            description = "With --create: open, invite or approve (open).")
    private @Nullable AdmissionPolicy policy;

    @Mixin
    private final InviteOption invitation = new InviteOption();

    @Mixin
    private final ConversationMixin conversation = new ConversationMixin();

    private final CommandHandlers handlers;

    NodeCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.member = new MemberMixin(interactive);
    }

    @Override
    public Integer call() {
        if (policy != null && entry() != Entry.ONLY_CREATE) {
            throw error(
                    "--policy needs --create",
                    "an existing network has a policy already",
                    new Try(invocation() + " --create --policy " + name(policy), "create a network"),
                    new Try("/policy " + name(policy), "change that of a network, as its owner"));
        }
        Optional<Invite> invite = invitation.source().map(this::invite);
        MemberOptions options = invite.map(known -> member.options(this, known))
                .orElseGet(() -> member.options(
                        this, member.group.required(this, "p2p-chat node --group lunch", "join lunch, or create it")));
        return handlers.node(conversation.options(
                this,
                options,
                invite.isPresent() ? Entry.ONLY_JOIN : entry(),
                policy == null ? AdmissionPolicy.OPEN : policy,
                invite));
    }

    private Invite invite(String source) {
        if (entry() == Entry.ONLY_CREATE) {
            throw error("--invite and --create cannot be used together", "an invitation is to an existing network");
        }
        return handlers.invitation(source);
    }

    private static String name(AdmissionPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }

    private Entry entry() {
        if (entry == null) {
            return Entry.JOIN_OR_CREATE;
        }
        return entry.join ? Entry.ONLY_JOIN : Entry.ONLY_CREATE;
    }

    @Override
    String invocation() {
        return member.group.appendedTo("p2p-chat node");
    }
}
