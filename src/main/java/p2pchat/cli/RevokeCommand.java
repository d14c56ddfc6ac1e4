package p2pchat.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.NetworkName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a device of the user in a network, such as a stolen laptop. */
@Command(
        name = "revoke",
        description = {"End one of your devices in a network, such as a lost laptop.", ""},
        customSynopsis = "p2p-chat identity revoke DEVICE --group NAME [OPTION]...",
        parameterListHeading = "",
        footer = {
            "",
            "The device is disconnected and cannot come back. What it has written so far",
            "stays. The command /devices in the chat lists your devices.",
            "Examples:",
            "  p2p-chat identity revoke abcde-fghij --group ops"
        })
final class RevokeCommand extends BaseCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "DEVICE",
            hideParamSyntax = true,
            description = "The key of the device, or its beginning.")
    private @Nullable String device;

    @Mixin
    private final MemberMixin member;

    private final CommandHandlers handlers;
    private final Consumer<Explanation> errors;

    RevokeCommand(CommandHandlers handlers, boolean interactive, Consumer<Explanation> errors) {
        this.handlers = handlers;
        this.errors = errors;
        this.member = new MemberMixin(interactive);
    }

    @Override
    public Integer call() {
        String example = "p2p-chat identity revoke abcde-fghij --group lunch";
        if (device == null || device.isBlank()) {
            throw error(
                    "no device given",
                    "revoke needs the key of one of your devices, or its beginning",
                    new Try(example, "end this device in lunch"));
        }
        NetworkName network = member.group.required(this, example, "end this device in lunch");
        return handlers.revoke(new RevokeOptions(member.options(this, network), device), errors);
    }

    @Override
    String invocation() {
        return member.group.appendedTo(
                "p2p-chat identity revoke" + (device == null ? "" : " " + UsageErrors.quoted(device)));
    }
}
