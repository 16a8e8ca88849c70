package io.penumbra.chunkserver.store;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;
import java.util.Map;

/** What chunks of each class want to be on, as a leader told last. Any thread may ask. */
public final class Media {
    private volatile Told told = new Told(new JournalIndex(0), Map.of());

    private record Told(JournalIndex index, Map<StorageClassName, Medium> byClass) {}

    /**
     * Replaces all that was told before.
     *
     * @param index the record as of which this is so
     * @param byClass of classes that want a certain one
     */
    public void learn(JournalIndex index, Map<StorageClassName, Medium> byClass) {
        told = new Told(index, Map.copyOf(byClass));
    }

    public JournalIndex index() {
        return told.index();
    }

    Medium of(StorageClassName storageClass) {
        return told.byClass().getOrDefault(storageClass, Medium.ANY);
    }
}
