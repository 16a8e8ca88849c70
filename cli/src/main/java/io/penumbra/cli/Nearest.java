package io.penumbra.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What somebody meant who typed something else. */
final class Nearest {
    /** What commands are called elsewhere. */
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    Map.entry("copy", "cp"),
                    Map.entry("delete", "rm"),
                    Map.entry("dir", "ls"),
                    Map.entry("download", "get"),
                    Map.entry("list", "ls"),
                    Map.entry("mkd", "mkdir"),
                    Map.entry("move", "mv"),
                    Map.entry("remove", "rm"),
                    Map.entry("rename", "mv"),
                    Map.entry("restore", "undelete"),
                    Map.entry("start", "up"),
                    Map.entry("upload", "put"));

    private Nearest() {}

    /** Empty if nothing is near, or nothing was unknown. */
    static Optional<String> to(UnmatchedArgumentException misuse) {
        var typed = misuse.getUnmatched().isEmpty() ? "" : misuse.getUnmatched().getFirst();
        var spec = misuse.getCommandLine().getCommandSpec();
        return misuse.isUnknownOption()
                ? nearest(typed.replaceFirst("=.*", ""), spec.optionsMap().keySet())
                : nearest(typed, commands(spec));
    }

    private static Collection<String> commands(CommandSpec spec) {
        return spec.subcommands().keySet();
    }

    static Optional<String> nearest(String typed, Collection<String> known) {
        var same = ELSEWHERE.get(typed);
        if (same != null && known.contains(same)) {
            return Optional.of(same);
        }
        int farthest = Math.clamp(typed.length() / 2, 1, 3);
        return known.stream()
                .filter(word -> distance(typed, word) <= farthest)
                .min(
                        Comparator.comparingInt((String word) -> distance(typed, word))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters were left out, added, changed or swapped. */
    private static int distance(String a, String b) {
        var cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int i, int j, int[][] cost) {
        int changed = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
    }
}
