package p2pchat.console.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import p2pchat.console.text.Sanitiser;

/** All slash commands: the one source for parsing, completion, help and the documentation. */
public final class SlashCommands {

    /** Headings of the help. */
    enum Group {
        PEOPLE("People"),
        ROLES("Roles"),
        MESSAGES("Messages"),
        NETWORKS("Networks"),
        SCREEN("Screen");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }

    /** What Tab completes as the first argument. */
    public enum Completion {
        NOTHING,
        COMMAND,
        NETWORK,
        NICK,
        /** A message reference. */
        MESSAGE,
        FILE,
        /** "leader", a nick or a message reference. */
        WHY,
        /** Who may come in. */
        POLICY,
        DEVICES
    }

    /**
     * One command.
     *
     * @param name with its slash
     * @param arguments as shown in the help, optional ones in brackets
     * @param summary one line in the imperative
     * @param examples complete lines
     * @param parser parses the rest of the line
     */
    public record Command(
            String name,
            List<String> aliases,
            String arguments,
            Group group,
            String summary,
            List<String> examples,
            Completion completion,
            Function<String, Intent> parser) {

        String usage() {
            return arguments.isEmpty() ? name : name + " " + arguments;
        }

        Intent.Invalid invalid(String why) {
            return SlashCommands.invalid(
                    name + ": " + why,
                    examples.stream().map(line -> new Try(line, "")).toList());
        }
    }

    private static final List<Command> OWN = List.of(
            withoutArguments(
                    "/members",
                    List.of("/who"),
                    Group.PEOPLE,
                    "list members, the leader and who left",
                    new Intent.Query(Optional.empty(), new NodeQuery.Members())),
            withoutArguments(
                    "/status",
                    List.of(),
                    Group.PEOPLE,
                    "show the state of this node",
                    new Intent.Query(Optional.empty(), new NodeQuery.Status())),
            new Command(
                    "/why",
                    List.of(),
                    "[leader|M|NICK]",
                    Group.PEOPLE,
                    "explain an election, who has M, or NICK's role",
                    List.of("/why", "/why leader", "/why ^", "/why #41", "/why bob"),
                    Completion.WHY,
                    CommandArguments::why),
            new Command(
                    "/info",
                    List.of(),
                    "[M]",
                    Group.PEOPLE,
                    "show ids, log and clock, or all of message M",
                    List.of("/info", "/info ^", "/info @bob", "/info #41"),
                    Completion.MESSAGE,
                    CommandArguments::info),
            new Command(
                    "/nick",
                    List.of(),
                    "NAME",
                    Group.PEOPLE,
                    "change your nick until the program ends",
                    List.of("/nick ann-at-work"),
                    Completion.NOTHING,
                    CommandArguments::nick),
            new Command(
                    "/verify",
                    List.of(),
                    "[NICK [yes]]",
                    Group.PEOPLE,
                    "compare keys, or list who is verified",
                    List.of("/verify", "/verify bob", "/verify bob yes"),
                    Completion.NICK,
                    CommandArguments::verify),
            new Command(
                    "/invite",
                    List.of(),
                    "[OPTION]...",
                    Group.ROLES,
                    "make a link or spoken code that lets people in",
                    List.of("/invite", "/invite --uses 5 --expires 7d", "/invite --spoken", "/invite --role reader"),
                    Completion.NOTHING,
                    InvitationArguments::invite),
            withoutArguments(
                    "/invites",
                    List.of(),
                    Group.ROLES,
                    "list the invitations",
                    new Intent.Query(Optional.empty(), new NodeQuery.Roster(new NodeQuery.Invitations()))),
            new Command(
                    "/revoke",
                    List.of(),
                    "ID",
                    Group.ROLES,
                    "end an invitation",
                    List.of("/revoke 3fa2b1c0"),
                    Completion.NOTHING,
                    InvitationArguments::revoke),
            withoutArguments(
                    "/networks",
                    List.of(),
                    Group.NETWORKS,
                    "list the networks the directory knows",
                    new Intent.Query(Optional.empty(), new NodeQuery.Networks(true))),
            new Command(
                    "/history",
                    List.of(),
                    "[N]",
                    Group.MESSAGES,
                    "list the last messages, with numbers",
                    List.of("/history", "/history 100"),
                    Completion.NOTHING,
                    CommandArguments::history),
            new Command(
                    "/search",
                    List.of(),
                    "[from:NICK] TEXT",
                    Group.MESSAGES,
                    "list messages that contain a text",
                    List.of("/search roll back", "/search from:bob since:2d", "/search re:v\\d+"),
                    Completion.NOTHING,
                    CommandArguments::search),
            new Command(
                    "/edit",
                    List.of(),
                    "[M] [TEXT]",
                    Group.MESSAGES,
                    "edit your message, by default the last",
                    List.of("/edit", "/edit @ann deploy at four", "/edit #41"),
                    Completion.MESSAGE,
                    CommandArguments::edit),
            new Command(
                    "/delete",
                    List.of(),
                    "M",
                    Group.MESSAGES,
                    "delete your message for everyone (admins: any)",
                    List.of("/delete ^", "/delete #41"),
                    Completion.MESSAGE,
                    CommandArguments::delete),
            new Command(
                    "/export",
                    List.of(),
                    "FILE [FORMAT]",
                    Group.MESSAGES,
                    "write the log to a new file",
                    List.of("/export lunch.html", "/export log.out md", "/export lunch.signed"),
                    Completion.FILE,
                    CommandArguments::export),
            new Command(
                    "/join",
                    List.of("/switch"),
                    "NAME",
                    Group.NETWORKS,
                    "join a network, or switch to it",
                    List.of("/join ops"),
                    Completion.NETWORK,
                    CommandArguments::join),
            withoutArguments(
                    "/leave", List.of(), Group.NETWORKS, "leave this network", new Intent.Leave(Optional.empty())),
            withoutArguments(
                    "/quit",
                    List.of("/exit"),
                    Group.NETWORKS,
                    "leave all networks and end the program",
                    new Intent.Quit(Optional.empty())),
            new Command(
                    "/help",
                    List.of("/h", "/?"),
                    "[COMMAND]",
                    Group.SCREEN,
                    "list all commands, or show examples of one",
                    List.of("/help", "/help why"),
                    Completion.COMMAND,
                    CommandArguments::help),
            withoutArguments(
                    "/clear",
                    List.of(),
                    Group.SCREEN,
                    "clear the screen, not the log",
                    new Intent.Clear(Optional.empty())));

    public static final List<Command> ALL =
            Stream.concat(OWN.stream(), RosterCommands.ALL.stream()).toList();

    private SlashCommands() {}

    public static Optional<Command> find(String name) {
        return ALL.stream()
                .filter(command ->
                        command.name().equals(name) || command.aliases().contains(name))
                .findFirst();
    }

    /** Returns all names and aliases. */
    static List<String> names() {
        return ALL.stream()
                .flatMap(command -> Stream.concat(Stream.of(command.name()), command.aliases().stream()))
                .toList();
    }

    /**
     * Rejects a word that names no command, and suggests the one that was probably meant.
     *
     * @param others what to try besides the help
     */
    static Intent.Invalid unknown(String word, List<Try> others) {
        List<Try> tries = new ArrayList<>(List.of(new Try("/help", "list all commands")));
        tries.addAll(others);
        return invalid(
                "unknown command " + Sanitiser.line(word)
                        + closest(word)
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse("; nothing was sent"),
                tries);
    }

    private static Optional<String> closest(String typed) {
        String word = typed.toLowerCase(Locale.ROOT);
        if (word.equals("/")) {
            return Optional.empty();
        }
        return names().stream()
                .filter(name -> name.startsWith(word))
                .findFirst()
                .or(() -> ClosestMatch.to(word, names()));
    }

    public static String helpText() {
        return String.join("\n", CommandHelp.lines(Optional.empty())) + "\n";
    }

    /** Returns the table for the documentation. */
    public static String markdown() {
        return ALL.stream()
                .map(command -> "| `" + command.usage().replace("|", "\\|") + "` | " + command.summary() + " |\n")
                .collect(Collectors.joining("", "| command | does |\n|---|---|\n", ""));
    }

    private static Command withoutArguments(
            String name, List<String> aliases, Group group, String summary, Intent intent) {
        List<Try> tries = List.of(new Try(name, ""), new Try("/" + name + " ...", "send it as text, with two slashes"));
        Function<String, Intent> parser =
                rest -> rest.isEmpty() ? intent : invalid(name + " takes no arguments", tries);
        return new Command(name, aliases, "", group, summary, List.of(name), Completion.NOTHING, parser);
    }

    private static Intent.Invalid invalid(String what, List<Try> tries) {
        return new Intent.Invalid(Optional.empty(), new Explanation(Explanations.USAGE, what, Optional.empty(), tries));
    }
}
