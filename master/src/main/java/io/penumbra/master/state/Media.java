package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.StorageClass;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What chunks of each class are to be put on.
 *
 * @param index the record as of which this is so
 * @param byClass of classes that want a certain medium
 */
public record Media(JournalIndex index, Map<StorageClassName, Medium> byClass) {
    public static final Media NONE = new Media(new JournalIndex(0), Map.of());

    public Media {
        byClass = Map.copyOf(byClass);
    }

    public static Media of(StateReader state) {
        return new Media(
                SettingTable.classesIndex(state),
                SettingTable.classes(state).stream()
                        .filter(each -> !each.medium().isAny())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        StorageClass::name, StorageClass::medium)));
    }
}
