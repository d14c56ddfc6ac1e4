package p2pchat.console.input;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.MemberRole;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.RosterWish;

/** Parses JSON commands, one object per line. Unknown fields are ignored. */
record JsonCommandParser() implements InputParser {

    /** More than the longest message with every character escaped. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    static final int MAX_REF = 256;

    /** Every command, by the value of its {@code do}. */
    static final List<String> ALL = Stream.concat(
                    JsonRosterCommands.ALL.stream(),
                    Stream.of(
                            "send",
                            "edit",
                            "delete",
                            "members",
                            "status",
                            "info",
                            "networks",
                            "history",
                            "search",
                            "export",
                            "why",
                            "nick",
                            "verify",
                            "invite",
                            "invites",
                            "revoke",
                            "join",
                            "leave",
                            "quit"))
            .toList();

    private static final Try EXAMPLE = new Try("{\"do\":\"send\",\"ref\":\"1\",\"text\":\"hi\"}", "");

    static final class InvalidCommand extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidCommand(String message) {
            super(message);
        }
    }

    @Override
    public Result parse(long number, String text) {
        return new Result(this, text.isBlank() ? Optional.empty() : Optional.of(intent(text)));
    }

    @Override
    public Result lineTooLong(long number) {
        String why = "line " + number + " has more than " + MAX_LINE_BYTES + " bytes";
        return new Result(this, Optional.of(invalid(Optional.empty(), "command too long", why)));
    }

    @Override
    public Result end() {
        return new Result(this, Optional.empty());
    }

    @Override
    public int maxLineBytes() {
        return MAX_LINE_BYTES;
    }

    @Override
    public boolean sendsReplies() {
        return true;
    }

    private static Intent intent(String line) {
        Optional<String> ref = Optional.empty();
        try {
            JsonObject command = parse(line);
            ref = text(command, "ref");
            if (ref.isPresent() && ref.get().length() > MAX_REF) {
                ref = Optional.empty();
                throw new InvalidCommand("\"ref\" must have at most " + MAX_REF + " characters");
            }
            Intent intent = intent(command, ref);
            Optional<String> network = text(command, "network");
            return network.isPresent() && intent instanceof Intent.OfNetwork ofNetwork
                    ? new Intent.InNetwork(network(network.get()), ofNetwork)
                    : intent;
        } catch (InvalidCommand e) {
            return invalid(ref, "invalid command", String.valueOf(e.getMessage()));
        }
    }

    private static Intent intent(JsonObject command, Optional<String> ref) throws InvalidCommand {
        String verb = text(command, "do").orElseThrow(() -> new InvalidCommand("\"do\" is missing"));
        if (JsonRosterCommands.ALL.contains(verb)) {
            return JsonRosterCommands.parse(verb, command, ref);
        }
        return switch (verb) {
            case "send" -> send(command, ref);
            case "members" -> new Intent.Query(ref, new NodeQuery.Members());
            case "status" -> new Intent.Query(ref, new NodeQuery.Status());
            case "info" -> about(command, ref, Intent.AboutMessage.Aspect.ALL, new NodeQuery.Info());
            case "history" -> new Intent.Query(ref, new NodeQuery.History(count(command)));
            case "search" -> new Intent.Query(ref, search(command));
            case "export" -> new Intent.Query(ref, export(command));
            case "why" -> about(command, ref, Intent.AboutMessage.Aspect.DELIVERY, why(command));
            case "networks" -> new Intent.Query(ref, new NodeQuery.Networks(true));
            case "nick" -> new Intent.Query(ref, new NodeQuery.Rename(nick(command)));
            case "verify" -> new Intent.Query(ref, verify(command));
            case "invite" -> new Intent.Query(ref, invite(command));
            case "invites" -> new Intent.Query(ref, new NodeQuery.Roster(new NodeQuery.Invitations()));
            case "revoke" -> new Intent.Query(ref, revoke(command));
            case "join" ->
                new Intent.Join(
                        ref,
                        network(text(command, "network")
                                .orElseThrow(() -> new InvalidCommand("\"network\" is missing"))));
            case "edit" ->
                new Intent.Send(ref, new MessageDraft.Edit(id(command), messageText(command)), flag(command, "nowait"));
            case "delete" -> new Intent.Send(ref, new MessageDraft.Delete(id(command)), flag(command, "nowait"));
            case "leave" -> new Intent.Leave(ref);
            case "quit" -> new Intent.Quit(ref);
            default -> unknown(ref, Sanitiser.line(verb.substring(0, Math.min(verb.length(), MAX_REF))));
        };
    }

    /** Asks about a message if the command has an id, or else the other query. */
    private static Intent about(
            JsonObject command, Optional<String> ref, Intent.AboutMessage.Aspect aspect, NodeQuery otherwise)
            throws InvalidCommand {
        return text(command, "id")
                .<Intent>map(id -> new Intent.AboutMessage(ref, id, aspect))
                .orElseGet(() -> new Intent.Query(ref, otherwise));
    }

    private static NodeQuery why(JsonObject command) throws InvalidCommand {
        return text(command, "nick").isEmpty()
                ? new NodeQuery.WhyLeader()
                : new NodeQuery.Roster(new NodeQuery.About(nick(command)));
    }

    private static Intent send(JsonObject command, Optional<String> ref) throws InvalidCommand {
        String text = messageText(command);
        if (!text(command, "to").orElse("*").equals("*")) {
            throw new InvalidCommand("\"to\" must be \"*\"; private messages are not supported");
        }
        if (text(command, "replyTo").isPresent()) {
            throw new InvalidCommand("\"replyTo\" is not supported");
        }
        return new Intent.Send(ref, new MessageDraft.Text(text), flag(command, "nowait"));
    }

    private static String messageText(JsonObject command) throws InvalidCommand {
        String text = text(command, "text").orElseThrow(() -> new InvalidCommand("\"text\" is missing"));
        if (text.isEmpty()) {
            throw new InvalidCommand("\"text\" is empty");
        }
        return Sanitiser.wellFormed(text);
    }

    private static MessageId id(JsonObject command) throws InvalidCommand {
        String id = text(command, "id").orElseThrow(() -> new InvalidCommand("\"id\" is missing"));
        return MessageId.parse(id).orElseThrow(() -> new InvalidCommand("\"id\" must be a message id"));
    }

    private static int count(JsonObject command) throws InvalidCommand {
        JsonElement value = command.get("count");
        if (value == null || value.isJsonNull()) {
            return CommandArguments.DEFAULT_HISTORY;
        }
        boolean number = value.isJsonPrimitive() && value.getAsString().matches("\\d{1,4}");
        if (!number || !CommandArguments.isHistory(value.getAsInt())) {
            throw new InvalidCommand("\"count\" must be a number from 1 to " + CommandArguments.MAX_HISTORY);
        }
        return value.getAsInt();
    }

    private static NodeQuery.Search search(JsonObject command) throws InvalidCommand {
        try {
            return CommandArguments.parseSearch(
                    text(command, "text").orElseThrow(() -> new InvalidCommand("\"text\" is missing")));
        } catch (IllegalArgumentException e) {
            throw new InvalidCommand(String.valueOf(e.getMessage()));
        }
    }

    private static NodeQuery.Export export(JsonObject command) throws InvalidCommand {
        String file = text(command, "file").orElseThrow(() -> new InvalidCommand("\"file\" is missing"));
        String format = text(command, "format").orElse("txt");
        try {
            return new NodeQuery.Export(
                    Path.of(file),
                    ExportFormat.parse(format)
                            .orElseThrow(() -> new InvalidCommand("\"format\" must be txt, json, md, html or signed")));
        } catch (InvalidPathException e) {
            throw new InvalidCommand("invalid file name");
        }
    }

    private static NetworkName network(String name) throws InvalidCommand {
        try {
            return NetworkName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidCommand(String.valueOf(e.getMessage()));
        }
    }

    private static NodeQuery invite(JsonObject command) throws InvalidCommand {
        try {
            JsonElement uses = command.get("uses");
            Optional<String> expires = text(command, "expires");
            Optional<String> role = text(command, "role");
            return new NodeQuery.Decide(new RosterWish.Invite(
                    uses == null || uses.isJsonNull() ? 1 : InvitationArguments.uses(uses.getAsString()),
                    expires.isPresent()
                            ? InvitationArguments.validity(expires.get())
                            : Optional.of(InvitationArguments.DEFAULT_VALIDITY),
                    role.isPresent() ? InvitationArguments.role(role.get()) : MemberRole.MEMBER,
                    flag(command, "spoken")));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            throw new InvalidCommand(String.valueOf(e.getMessage()));
        }
    }

    private static NodeQuery revoke(JsonObject command) throws InvalidCommand {
        return InvitationArguments.close(text(command, "id")
                .filter(InvitationArguments::isId)
                .orElseThrow(() -> new InvalidCommand("\"id\" must be the id of an invitation")));
    }

    private static NodeQuery verify(JsonObject command) throws InvalidCommand {
        return text(command, "nick").isEmpty()
                ? new NodeQuery.VerifiedPeople()
                : new NodeQuery.Verify(nick(command), flag(command, "confirmed"));
    }

    static Nick nick(JsonObject command) throws InvalidCommand {
        try {
            return Nick.parse(text(command, "nick").orElseThrow(() -> new InvalidCommand("\"nick\" is missing")));
        } catch (IllegalArgumentException e) {
            throw new InvalidCommand(String.valueOf(e.getMessage()));
        }
    }

    private static Intent unknown(Optional<String> ref, String verb) {
        Optional<Try> nearest = ClosestMatch.to(verb, ALL).map(known -> new Try("{\"do\":\"" + known + "\"}", ""));
        return new Intent.Invalid(ref, Explanations.unknown("unknown command '" + verb + "'", nearest));
    }

    private static Intent invalid(Optional<String> ref, String what, String why) {
        return new Intent.Invalid(ref, Explanation.of(Explanations.USAGE, what, why, EXAMPLE));
    }

    private static JsonObject parse(String line) throws InvalidCommand {
        try (JsonReader reader = new JsonReader(new StringReader(line))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
                throw new InvalidCommand("expected one JSON object per line");
            }
            return element.getAsJsonObject();
        } catch (JsonParseException | IOException | NumberFormatException e) {
            throw new InvalidCommand("the line is not valid JSON");
        }
    }

    private static boolean flag(JsonObject command, String field) throws InvalidCommand {
        JsonElement value = command.get(field);
        if (value == null || value.isJsonNull()) {
            return false;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            throw new InvalidCommand("\"" + field + "\" must be true or false");
        }
        return value.getAsBoolean();
    }

    /** Returns the string in a field; empty if the field is absent or null. */
    static Optional<String> text(JsonObject command, String field) throws InvalidCommand {
        JsonElement value = command.get(field);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw new InvalidCommand("\"" + field + "\" must be a string");
        }
        return Optional.of(value.getAsString());
    }
}
