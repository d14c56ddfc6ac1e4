package p2pchat.console.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.console.input.SlashCommands.Command;
import p2pchat.console.input.SlashCommands.Completion;
import p2pchat.console.input.SlashCommands.Group;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.Nick;
import p2pchat.model.RosterWish;

/** The slash commands about roles and about who may come in. */
public final class RosterCommands {

    /** Confirms a decision in place of the question. */
    public static final String CONFIRMED = "--yes";

    public static final String SINCE = "--since";

    /** Ends a device, after {@code /devices}. */
    public static final String REVOKE = "revoke";

    /** Stands for no topic. */
    public static final String NO_TOPIC = "-";

    static final List<Command> ALL = List.of(
            command(
                    "/roster",
                    "",
                    "show who may do what, and who is waiting",
                    Completion.NOTHING,
                    RosterCommands::roster,
                    "/roster"),
            command(
                    "/role",
                    "NICK ROLE",
                    "make someone owner, admin, member or reader",
                    Completion.NICK,
                    RosterCommands::role,
                    "/role bob admin",
                    "/role bob reader"),
            command(
                    "/kick",
                    "NICK [REASON]",
                    "remove someone from the network",
                    Completion.NICK,
                    rest -> remove("/kick", rest, false),
                    "/kick bob",
                    "/kick bob too much noise",
                    "/kick bob --since #41 spam"),
            command(
                    "/ban",
                    "NICK [REASON]",
                    "remove someone, who cannot come back",
                    Completion.NICK,
                    rest -> remove("/ban", rest, true),
                    "/ban bob",
                    "/ban bob --since ^ spam"),
            command(
                    "/unban",
                    "NICK",
                    "lift a ban",
                    Completion.NICK,
                    rest -> aboutNick("/unban", rest, RosterWish.Unban::new),
                    "/unban bob"),
            command(
                    "/approve",
                    "NICK",
                    "let in someone who is waiting",
                    Completion.NICK,
                    rest -> aboutNick("/approve", rest, RosterWish.Approve::new),
                    "/approve bob"),
            command(
                    "/deny",
                    "NICK",
                    "turn away someone who is waiting",
                    Completion.NICK,
                    rest -> aboutNick("/deny", rest, RosterWish.Deny::new),
                    "/deny bob"),
            command(
                    "/policy",
                    "[open|invite|approve]",
                    "show or set who may come in",
                    Completion.POLICY,
                    RosterCommands::policy,
                    "/policy",
                    "/policy invite"),
            command(
                    "/lock",
                    "",
                    "keep newcomers out",
                    Completion.NOTHING,
                    rest -> locked("/lock", rest, true),
                    "/lock"),
            command(
                    "/unlock",
                    "",
                    "let newcomers in again",
                    Completion.NOTHING,
                    rest -> locked("/unlock", rest, false),
                    "/unlock"),
            command(
                    "/topic",
                    "[TEXT]",
                    "show or set the topic; - removes it",
                    Completion.NOTHING,
                    RosterCommands::topic,
                    "/topic",
                    "/topic lunch at one",
                    "/topic -"),
            command(
                    "/devices",
                    "[revoke ID]",
                    "list your devices, or end a lost one",
                    Completion.DEVICES,
                    RosterCommands::devices,
                    "/devices",
                    "/devices revoke abcde-fghij"));

    private RosterCommands() {}

    private static Command command(
            String name,
            String arguments,
            String summary,
            Completion completion,
            Function<String, Intent> parser,
            String... examples) {
        return new Command(name, List.of(), arguments, Group.ROLES, summary, List.of(examples), completion, parser);
    }

    private static Intent roster(String rest) {
        return rest.isEmpty() ? show(new NodeQuery.Everyone()) : invalid("/roster", "takes no arguments");
    }

    private static Intent role(String rest) {
        List<String> words = words(rest);
        boolean confirmed = words.remove(CONFIRMED);
        if (words.size() != 2) {
            return invalid("/role", "expected a nick and a role");
        }
        Optional<MemberRole> role = named(words.get(1), MemberRole.values());
        return role.isEmpty()
                ? invalid("/role", "the roles are owner, admin, member and reader")
                : nick("/role", words.get(0), nick -> decide(new RosterWish.SetRole(nick, role.get()), confirmed));
    }

    static <T extends Enum<T>> Optional<T> named(String word, T[] known) {
        return Arrays.stream(known)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static Intent remove(String command, String rest, boolean ban) {
        List<String> words = words(rest);
        if (words.isEmpty()) {
            return invalid(command, "expected a nick");
        }
        String nick = words.remove(0);
        boolean confirmed = false;
        Optional<String> since = Optional.empty();
        while (!words.isEmpty() && words.get(0).startsWith("--")) {
            String option = words.remove(0);
            if (option.equals(CONFIRMED)) {
                confirmed = true;
            } else if (option.equals(SINCE) && !words.isEmpty()) {
                since = Optional.of(words.remove(0));
            } else {
                return invalid(command, "expected " + SINCE + " and a message: ^, @nick, #number, or part of its id");
            }
        }
        String reason = String.join(" ", words);
        if (reason.length() > Act.MAX_TEXT) {
            return invalid(command, "the reason has more than " + Act.MAX_TEXT + " characters");
        }
        Optional<String> first = since;
        boolean agreed = confirmed;
        return nick(
                command,
                nick,
                known -> new Intent.Decide(
                        Optional.empty(), new RosterWish.Remove(known, ban, reason, Optional.empty()), first, agreed));
    }

    private static Intent aboutNick(String command, String rest, Function<Nick, RosterWish> wish) {
        return nick(command, rest, nick -> decide(wish.apply(nick), true));
    }

    private static Intent nick(String command, String word, Function<Nick, Intent> intent) {
        try {
            return intent.apply(Nick.parse(word.startsWith("@") ? word.substring(1) : word));
        } catch (IllegalArgumentException e) {
            return invalid(command, word.isEmpty() ? "expected a nick" : String.valueOf(e.getMessage()));
        }
    }

    private static Intent policy(String rest) {
        List<String> words = words(rest);
        boolean confirmed = words.remove(CONFIRMED);
        if (words.isEmpty()) {
            return show(new NodeQuery.Policy());
        }
        return named(words.get(0), AdmissionPolicy.values())
                .filter(policy -> words.size() == 1)
                .map(policy -> decide(new RosterWish.SetPolicy(policy), confirmed))
                .orElseGet(() -> invalid("/policy", "expected open, invite or approve"));
    }

    private static Intent locked(String command, String rest, boolean locked) {
        return rest.isEmpty() ? decide(new RosterWish.SetLocked(locked), true) : invalid(command, "takes no arguments");
    }

    private static Intent topic(String rest) {
        if (rest.isEmpty()) {
            return show(new NodeQuery.Topic());
        }
        return rest.length() > Act.MAX_TEXT
                ? invalid("/topic", "the topic has more than " + Act.MAX_TEXT + " characters")
                : decide(new RosterWish.SetTopic(rest.equals(NO_TOPIC) ? "" : rest), true);
    }

    private static Intent devices(String rest) {
        List<String> words = words(rest);
        boolean confirmed = words.remove(CONFIRMED);
        if (words.isEmpty()) {
            return show(new NodeQuery.Devices());
        }
        return words.size() == 2 && words.get(0).equals(REVOKE)
                ? decide(new RosterWish.RevokeDevice(words.get(1)), confirmed)
                : invalid("/devices", "expected nothing, or revoke and the key of a device");
    }

    private static List<String> words(String rest) {
        return rest.isBlank()
                ? new ArrayList<>()
                : new ArrayList<>(List.of(rest.strip().split("\\s+")));
    }

    private static Intent show(NodeQuery.RosterPart part) {
        return new Intent.Query(Optional.empty(), new NodeQuery.Roster(part));
    }

    private static Intent decide(RosterWish wish, boolean confirmed) {
        return new Intent.Decide(Optional.empty(), wish, Optional.empty(), confirmed);
    }

    private static Intent.Invalid invalid(String command, String why) {
        return SlashCommands.find(command).orElseThrow().invalid(why);
    }
}
