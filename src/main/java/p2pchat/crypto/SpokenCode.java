package p2pchat.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.Invite;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Sha256;

/**
 * An invitation that can be read out: 16 random letters of Crockford's base 32, which are 80 bits, and a check letter.
 * The check detects every single wrong letter and every two letters that are swapped. Pure.
 */
public final class SpokenCode {

    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 16;
    private static final int GROUP = 4;

    private SpokenCode() {}

    /** Draws a code, as users see it. */
    static String draw(SecureRandom random) {
        int[] letters = random.ints(LENGTH, 0, LETTERS.length()).toArray();
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(letters[i]));
            if (i % GROUP == GROUP - 1) {
                code.append('-');
            }
        }
        return code.append(LETTERS.charAt(doubled(sum(letters)))).toString();
    }

    /** Reads a code in either case, with any spaces and dashes, and with O for 0 and I or L for 1. */
    public static Invite parse(String text) {
        String code = normalised(text);
        if (!code.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
            throw unreadable("it contains a character that is in no code");
        }
        if (code.length() != LENGTH + 1) {
            throw unreadable("it has " + code.length() + " letters; a code has " + (LENGTH + 1));
        }
        if (sum(code.chars().map(LETTERS::indexOf).toArray()) != 0) {
            throw unreadable("a letter is wrong, or two are swapped");
        }
        byte[] hash = Sha256.digest(code.substring(0, LENGTH).getBytes(StandardCharsets.US_ASCII));
        return new Invite(Bytes.of(Arrays.copyOf(hash, Invite.SEED_SIZE)), Optional.empty());
    }

    private static String normalised(String text) {
        return text.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replaceAll("[IL]", "1");
    }

    /** Evaluates the polynomial with these coefficients over GF(32); 0 if the last one is the right check letter. */
    private static int sum(int[] letters) {
        int sum = 0;
        for (int letter : letters) {
            sum = doubled(sum) ^ letter;
        }
        return sum;
    }

    private static int doubled(int element) {
        int shifted = element << 1;
        return shifted < LETTERS.length() ? shifted : shifted ^ 0b100101;
    }

    private static ProblemException unreadable(String why) {
        return new ProblemException(new Problem.InvitationUnreadable(why));
    }
}
