package p2pchat.console.input;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import p2pchat.model.MemberRole;
import p2pchat.model.RosterWish;

/** Parses the commands about invitations. */
final class InvitationArguments {

    static final int MAX_USES = 10_000;

    static final Duration DEFAULT_VALIDITY = Duration.ofDays(1);
    private static final Pattern TIME = Pattern.compile("(\\d{1,4})([mhd])");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{4,32}");

    private InvitationArguments() {}

    static Intent invite(String rest) {
        try {
            return query(new NodeQuery.Decide(options(rest)));
        } catch (IllegalArgumentException e) {
            return invalid("/invite", String.valueOf(e.getMessage()));
        }
    }

    private static RosterWish.Invite options(String rest) {
        int uses = 1;
        Optional<Duration> validity = Optional.of(DEFAULT_VALIDITY);
        MemberRole role = MemberRole.MEMBER;
        boolean spoken = false;
        Iterator<String> words = rest.isBlank()
                ? List.<String>of().iterator()
                : List.of(rest.strip().split("[\\s=]+")).iterator();
        while (words.hasNext()) {
            switch (words.next()) {
                case "--uses" -> uses = uses(value(words));
                case "--expires" -> validity = validity(value(words));
                case "--role" -> role = role(value(words));
                case "--spoken" -> spoken = true;
                default ->
                    throw new IllegalArgumentException("expected --uses N, --expires TIME, --role ROLE or --spoken");
            }
        }
        return new RosterWish.Invite(uses, validity, role, spoken);
    }

    private static String value(Iterator<String> words) {
        return words.hasNext() ? words.next() : "";
    }

    /** Parses a number of people; 0 is any number. */
    static int uses(String text) {
        if (text.equals("any")) {
            return 0;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_USES) {
            throw new IllegalArgumentException("the number of people is 1 to " + MAX_USES + ", or any");
        }
        return Integer.parseInt(text);
    }

    /** Parses how long an invitation is valid; empty is for ever. */
    static Optional<Duration> validity(String text) {
        if (text.equals("never")) {
            return Optional.empty();
        }
        Matcher parts = TIME.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) == 0) {
            throw new IllegalArgumentException("expected a time such as 30m, 2h or 7d, or never");
        }
        long number = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    static MemberRole role(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "member" -> MemberRole.MEMBER;
            case "reader" -> MemberRole.READER;
            default -> throw new IllegalArgumentException("an invitation makes people member or reader");
        };
    }

    static Intent revoke(String rest) {
        return isId(rest)
                ? query(close(rest))
                : invalid("/revoke", "expected the id of an invitation, at least 4 letters of it");
    }

    static NodeQuery close(String id) {
        return new NodeQuery.Decide(new RosterWish.CloseInvitation(id.toLowerCase(Locale.ROOT)));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static Intent query(NodeQuery query) {
        return new Intent.Query(Optional.empty(), query);
    }

    private static Intent invalid(String command, String why) {
        return SlashCommands.find(command).orElseThrow().invalid(why);
    }
}
