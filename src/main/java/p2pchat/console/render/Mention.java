package p2pchat.console.render;

import java.util.Locale;
import p2pchat.model.NetworkEvent;

/** Finds mentions of a nick in a message: {@code @nick}, or the nick as a word of its own. */
final class Mention {

    private Mention() {}

    /** Returns whether a live message of another member mentions this user. */
    static boolean in(NetworkEvent.Spoken spoken, MemberNames names) {
        String nick = names.self().map(names::nick).orElse("");
        return spoken.live() && !spoken.own() && of(nick, spoken.message().text());
    }

    /** Returns whether the text mentions the nick, ignoring case. */
    static boolean of(String nick, String text) {
        String wanted = nick.toLowerCase(Locale.ROOT);
        String content = text.toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return false;
        }
        for (int at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + 1)) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !isNickCharacter(content.codePointBefore(at));
            boolean ends =
                    end == content.length() || !isNickCharacter(content.codePointAt(end)) || isFullStop(content, end);
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNickCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    }

    /** A nick may contain a full stop, and a sentence may end with one. */
    private static boolean isFullStop(String text, int at) {
        boolean last = at + 1 == text.length() || !isNickCharacter(text.codePointAt(at + 1));
        return text.charAt(at) == '.' && last;
    }
}
