package p2pchat.console.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that a user probably meant to type. */
public final class ClosestMatch {

    /** In a shorter word, two wrong letters make another word. */
    private static final int SHORT = 4;

    private ClosestMatch() {}

    /** Returns the closest candidate, if it is close enough for a typing error. */
    public static Optional<String> to(String typed, Collection<String> candidates) {
        int letters = (int) typed.chars().filter(Character::isLetterOrDigit).count();
        int tolerable = letters < SHORT ? 1 : Math.max(2, letters / 3);
        return candidates.stream()
                .sorted()
                .filter(candidate -> distance(typed, candidate) <= tolerable)
                .min(Comparator.comparingInt(candidate -> distance(typed, candidate)));
    }

    /** Returns the edit distance, counting a swap of neighbors as one edit. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
