package io.penumbra.testkit.disk;

import java.util.random.RandomGenerator;

/** What a name stands for. */
sealed interface Stored permits StoredFile, StoredDirectory {
    /** Forgets what was not synced, or some of it. */
    void cutPower(RandomGenerator random);
}
