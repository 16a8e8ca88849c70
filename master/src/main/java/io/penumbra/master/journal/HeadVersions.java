package io.penumbra.master.journal;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code /head} goes from one version to the next. ZooKeeper counts versions in 31 bits, so at
 * a bound the node is deleted and created again, in one multi, and its versions begin anew at zero.
 *
 * @param bound a version from which on the node is not set but made again
 */
record HeadVersions(int bound) {
    /**
     * Versions that a change of leader consumes. More than a leader has commits in flight: with
     * one, the second commit in flight of the old leader would find just the version that it
     * expects, left there by the new one.
     */
    static final int LEAP = 64;

    static final HeadVersions DEFAULT = new HeadVersions(1 << 30);

    HeadVersions {
        Invariant.check(bound >= 2 * LEAP, "/head made again at version %s", bound);
    }

    /**
     * Changes of {@code /head} that fit only one version of it.
     *
     * @param after the version that they leave
     */
    record Step(List<Change> changes, int after) {}

    /** One commit's step. */
    Step next(int expected, byte[] content) {
        return expected < bound
                ? new Step(
                        List.of(new Change.Set(ClusterPaths.HEAD, content, expected)), expected + 1)
                : new Step(remade(expected, content), 0);
    }

    /**
     * The step of a change of leader. When it makes the node again it leaps, too: the old leader
     * may have commits in flight that expect the first versions of a node that it made itself.
     */
    Step leap(int expected, byte[] content) {
        boolean remakes = expected + LEAP >= bound;
        var changes = new ArrayList<Change>(LEAP + 2);
        if (remakes) {
            changes.addAll(remade(expected, content));
        }
        int from = remakes ? 0 : expected;
        for (int version = from; version < from + LEAP; version++) {
            changes.add(new Change.Set(ClusterPaths.HEAD, content, version));
        }
        return new Step(List.copyOf(changes), from + LEAP);
    }

    private static List<Change> remade(int expected, byte[] content) {
        return List.of(
                new Change.Delete(ClusterPaths.HEAD, expected),
                new Change.Create(ClusterPaths.HEAD, content));
    }
}
