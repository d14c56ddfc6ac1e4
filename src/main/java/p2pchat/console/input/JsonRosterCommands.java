package p2pchat.console.input;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.JsonCommandParser.InvalidCommand;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.RosterWish;

/** Parses the JSON commands about roles and about who may come in. */
final class JsonRosterCommands {

    static final List<String> ALL = List.of(
            "roster",
            "role",
            "kick",
            "ban",
            "unban",
            "approve",
            "deny",
            "policy",
            "lock",
            "unlock",
            "topic",
            "devices",
            "revoke_device");

    private JsonRosterCommands() {}

    static Intent parse(String verb, JsonObject command, Optional<String> ref) throws InvalidCommand {
        return switch (verb) {
            case "roster" -> show(ref, new NodeQuery.Everyone());
            case "devices" -> show(ref, new NodeQuery.Devices());
            case "role" ->
                decide(
                        ref,
                        new RosterWish.SetRole(
                                JsonCommandParser.nick(command), named(command, "role", MemberRole.values())));
            case "kick", "ban" -> remove(command, ref, verb.equals("ban"));
            case "unban" -> decide(ref, new RosterWish.Unban(JsonCommandParser.nick(command)));
            case "approve" -> decide(ref, new RosterWish.Approve(JsonCommandParser.nick(command)));
            case "deny" -> decide(ref, new RosterWish.Deny(JsonCommandParser.nick(command)));
            case "policy" ->
                JsonCommandParser.text(command, "policy").isEmpty()
                        ? show(ref, new NodeQuery.Policy())
                        : decide(ref, new RosterWish.SetPolicy(named(command, "policy", AdmissionPolicy.values())));
            case "lock", "unlock" -> decide(ref, new RosterWish.SetLocked(verb.equals("lock")));
            case "topic" -> {
                Optional<String> text = JsonCommandParser.text(command, "text");
                yield text.isEmpty()
                        ? show(ref, new NodeQuery.Topic())
                        : decide(ref, new RosterWish.SetTopic(bounded("text", text.get())));
            }
            case "revoke_device" -> decide(ref, new RosterWish.RevokeDevice(required(command, "device")));
            default -> throw new AssertionError("no handler for " + verb);
        };
    }

    private static Intent remove(JsonObject command, Optional<String> ref, boolean ban) throws InvalidCommand {
        String reason =
                bounded("reason", JsonCommandParser.text(command, "reason").orElse(""));
        RosterWish wish = new RosterWish.Remove(JsonCommandParser.nick(command), ban, reason, Optional.empty());
        return new Intent.Decide(ref, wish, JsonCommandParser.text(command, "since"), true);
    }

    private static String bounded(String field, String text) throws InvalidCommand {
        if (text.length() > Act.MAX_TEXT) {
            throw new InvalidCommand("\"" + field + "\" must have at most " + Act.MAX_TEXT + " characters");
        }
        return text;
    }

    private static <T extends Enum<T>> T named(JsonObject command, String field, T[] known) throws InvalidCommand {
        List<String> names = List.of(known).stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        return RosterCommands.named(required(command, field), known)
                .orElseThrow(() -> new InvalidCommand("\"" + field + "\" must be one of " + String.join(", ", names)));
    }

    private static String required(JsonObject command, String field) throws InvalidCommand {
        return JsonCommandParser.text(command, field)
                .orElseThrow(() -> new InvalidCommand("\"" + field + "\" is missing"));
    }

    private static Intent show(Optional<String> ref, NodeQuery.RosterPart part) {
        return new Intent.Query(ref, new NodeQuery.Roster(part));
    }

    private static Intent decide(Optional<String> ref, RosterWish wish) {
        return new Intent.Decide(ref, wish, Optional.empty(), true);
    }
}
