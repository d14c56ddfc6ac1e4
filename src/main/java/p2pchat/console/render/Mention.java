package p2pchat.console.render;

import java.util.Locale;
import p2pchat.model.NetworkEvent;

/** Whether a message speaks to somebody: by {@code @nick}, or the nick as a word of its own. */
final class Mention {

    private Mention() {}

    /** Whether it speaks to this node, just now. */
    static boolean in(NetworkEvent.Spoken spoken, MemberNames names) {
        String nick = names.self().map(names::of).orElse("");
        return spoken.live() && !spoken.own() && of(nick, spoken.message().text());
    }

    static boolean of(String nick, String text) {
        String wanted = nick.toLowerCase(Locale.ROOT);
        String said = text.toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return false;
        }
        for (int at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + 1)) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !isPartOfAName(said.codePointBefore(at));
            boolean ends = end == said.length() || !isPartOfAName(said.codePointAt(end)) || isFullStop(said, end);
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartOfAName(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    }

    /** Nicks may hold a point, and sentences end with one. */
    private static boolean isFullStop(String text, int at) {
        boolean last = at + 1 == text.length() || !isPartOfAName(text.codePointAt(at + 1));
        return text.charAt(at) == '.' && last;
    }
}
