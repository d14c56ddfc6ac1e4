package p2pchat.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Invite;
import p2pchat.node.NetworkSettings.Entry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes part in a network with an invitation. */
@Command(
        name = "join",
        description = {"Join a network with an invitation, and chat.", ""},
        customSynopsis = "p2p-chat join [-|--invite FILE] [OPTION]...",
        footer = {
            "",
            "A link names the network and its directory. With a spoken code, name them.",
            "Never type a link or code as an argument: others could see it.",
            "Examples:",
            "  p2p-chat join -                      asks for the link or code",
            "  p2p-chat join - -g lunch --nds 10.0.0.5:4700",
            "  p2p-chat join --invite link.txt      reads it from a file"
        })
final class JoinCommand extends BaseCommand {

    @Parameters(arity = "0..1", paramLabel = "-", hidden = true)
    private String input = InviteOption.INPUT;

    @Option(names = "--invite", order = 4, paramLabel = "FILE", description = "Read the invitation from FILE.")
    private @Nullable String file;

    @Mixin
    private final MemberMixin member;

    @Mixin
    private final ConversationMixin conversation = new ConversationMixin();

    private final CommandHandlers handlers;

    JoinCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.member = new MemberMixin(interactive);
    }

    @Override
    public Integer call() {
        if (!input.equals(InviteOption.INPUT)) {
            throw new UsageErrors.UsageException(commandLine(), InviteOption.refusal());
        }
        Invite invite = handlers.invitation(file == null ? input : file);
        return handlers.node(conversation.options(
                this, member.options(this, invite), Entry.ONLY_JOIN, AdmissionPolicy.OPEN, Optional.of(invite)));
    }

    @Override
    String invocation() {
        return member.group.appendedTo("p2p-chat join -");
    }
}
