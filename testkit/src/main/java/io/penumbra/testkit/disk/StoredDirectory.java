package io.penumbra.testkit.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Names, and which of them would survive a power cut. Guarded by its disk.
 *
 * <p>A change of one directory is one step, a rename from one to another is two: each survives for
 * itself. Steps survive in order.
 */
final class StoredDirectory implements Stored {
    /** One step: names and what they stand for from now on; null when removed. */
    private record Step(Map<String, @Nullable Stored> names) {}

    private final TreeMap<String, Stored> names = new TreeMap<>();
    private final TreeMap<String, Stored> durable = new TreeMap<>();
    private final List<Step> unsynced = new ArrayList<>();

    @Nullable Stored get(String name) {
        return names.get(name);
    }

    List<String> names() {
        return List.copyOf(names.keySet());
    }

    void put(String name, Stored target) {
        var step = new TreeMap<String, @Nullable Stored>();
        step.put(name, target);
        take(step);
    }

    void remove(String name) {
        var step = new TreeMap<String, @Nullable Stored>();
        step.put(name, null);
        take(step);
    }

    void move(String source, String target) {
        var step = new TreeMap<String, @Nullable Stored>();
        step.put(source, null);
        step.put(target, names.get(source));
        take(step);
    }

    private void take(Map<String, @Nullable Stored> step) {
        apply(step, names);
        unsynced.add(new Step(step));
    }

    void sync() {
        unsynced.forEach(step -> apply(step.names(), durable));
        unsynced.clear();
    }

    @Override
    public void cutPower(RandomGenerator random) {
        int kept = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < kept; i++) {
            apply(unsynced.get(i).names(), durable);
        }
        unsynced.clear();
        names.clear();
        names.putAll(durable);
        names.values().forEach(stored -> stored.cutPower(random));
    }

    int rot(String suffix, RandomGenerator random) {
        int count = 0;
        for (var entry : names.entrySet()) {
            switch (entry.getValue()) {
                case StoredDirectory directory -> count += directory.rot(suffix, random);
                case StoredFile file -> {
                    if (entry.getKey().endsWith(suffix)) {
                        count += file.rot(random);
                    }
                }
            }
        }
        return count;
    }

    private static void apply(Map<String, @Nullable Stored> step, Map<String, Stored> to) {
        step.forEach((name, stored) -> {
            if (stored == null) {
                to.remove(name);
            } else {
                to.put(name, stored);
            }
        });
    }
}
