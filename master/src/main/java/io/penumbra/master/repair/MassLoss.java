package io.penumbra.master.repair;

import java.time.Duration;
import java.util.List;

/**
 * When a good part of a cluster vanishes at once, a switch or a rack has failed, not the disks:
 * copying everything would only add load. Pure.
 */
final class MassLoss {
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration FREEZE_MAX = Duration.ofMinutes(10);
    private static final int SERVERS_MIN = 4;
    private static final int LOST_MIN = 2;
    private static final int SHARE_PERCENT = 30;

    private MassLoss() {}

    /**
     * Whether only last copies are repaired for now.
     *
     * @param silences for how long those that are silent have been
     * @param servers how many there are, the silent ones among them
     */
    static boolean isFrozen(List<Duration> silences, int servers) {
        if (servers < SERVERS_MIN) {
            return false;
        }
        var young =
                silences.stream()
                        .filter(since -> since.compareTo(FREEZE_MAX) < 0)
                        .sorted()
                        .toList();
        for (int first = 0; first < young.size(); first++) {
            int together = first;
            while (together < young.size()
                    && young.get(together).minus(young.get(first)).compareTo(AT_ONCE) <= 0) {
                together++;
            }
            int lost = together - first;
            if (lost >= LOST_MIN && lost * 100 > servers * SHARE_PERCENT) {
                return true;
            }
        }
        return false;
    }
}
