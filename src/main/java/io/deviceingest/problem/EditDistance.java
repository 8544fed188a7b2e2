package io.deviceingest.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * How many slips of the keyboard lie between two words: letters too many, missing, wrong or swapped with the next.
 * Capitals count as the same letters.
 */
public final class EditDistance {

    private EditDistance() {}

    /** The nearest of the candidates, if any is so near that it may be the same word misspelt. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        int furthest = Math.max(1, word.length() / 3);
        return candidates.stream()
                .filter(candidate -> between(word, candidate) <= furthest)
                .min(Comparator.<String>comparingInt(candidate -> between(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    public static int between(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : step(a, b, distances, i, j);
            }
        }
        return distances[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] distances, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(distances[i - 1][j - 1] + same, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, distances[i - 2][j - 2] + 1) : best;
    }
}
