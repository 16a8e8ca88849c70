package io.penumbra.testkit.disk;

import io.penumbra.core.port.Disk;
import io.penumbra.testkit.sim.SimProcess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a disk holds, whichever process looks at it. Guarded by itself. */
public final class FakePlatter {
    /** Asked before each operation; throws to make it fail. */
    @FunctionalInterface
    public interface Faults {
        void before(String operation, String name) throws IOException;
    }

    private static final class Holder {
        private final @Nullable SimProcess process;

        Holder(@Nullable SimProcess process) {
            this.process = process;
        }

        boolean holds() {
            return process == null || process.isAlive();
        }
    }

    private final RandomGenerator random;
    private final long capacityBytes;
    private final StoredDirectory root = new StoredDirectory();
    private final Map<String, Holder> locks = new HashMap<>();
    private Faults faults = (_, _) -> {};
    private Duration syncTimeMax = Duration.ofMillis(1);
    private long usedBytes;
    private long othersBytes;

    public FakePlatter() {
        this(new SplittableRandom(0), 1L << 40);
    }

    public FakePlatter(RandomGenerator random, long capacityBytes) {
        this.random = random;
        this.capacityBytes = capacityBytes;
    }

    /** Forgets what was not synced, or some of it; tears the rest at pages. */
    public synchronized void cutPower() {
        root.cutPower(random);
        locks.clear();
    }

    /** Of each file whose name ends so, one bit is another; says of how many. */
    public synchronized int rot(String suffix) {
        return root.rot(suffix, random);
    }

    public synchronized void onEach(Faults newFaults) {
        faults = newFaults;
    }

    /** A sync takes up to this long in a simulation. */
    public synchronized void setSyncTimeMax(Duration max) {
        syncTimeMax = max;
    }

    /** What files that are not on this disk's books take of it. */
    public synchronized void setOthersBytes(long bytes) {
        othersBytes = bytes;
    }

    synchronized Duration nextSyncTime() {
        long max = syncTimeMax.toNanos();
        return Duration.ofNanos(max / 20 + random.nextLong(max));
    }

    void attempt(String operation, String name) throws IOException {
        faults.before(operation, name);
    }

    void use(long bytes) throws IOException {
        if (bytes > 0 && bytes > freeBytes()) {
            throw new IOException("no space left on device");
        }
        usedBytes += bytes;
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes - othersBytes);
    }

    synchronized AutoCloseable lock(String name, @Nullable SimProcess process) throws IOException {
        var held = locks.get(name);
        if (held != null && held.holds()) {
            throw new Disk.InUseException(name + " is locked by another");
        }
        var holder = new Holder(process);
        locks.put(name, holder);
        return () -> unlock(name, holder);
    }

    private synchronized void unlock(String name, Holder holder) {
        locks.remove(name, holder);
    }

    @Nullable Stored find(String name) {
        Stored at = root;
        for (var part : name.split("/", -1)) {
            if (part.isEmpty() && name.isEmpty()) {
                return root;
            }
            if (!(at instanceof StoredDirectory directory)) {
                return null;
            }
            var next = directory.get(part);
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    StoredDirectory parent(String name) throws IOException {
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return root;
        }
        if (find(name.substring(0, slash)) instanceof StoredDirectory directory) {
            return directory;
        }
        throw new FileNotFoundException(name);
    }

    void createDirectories(String name) throws IOException {
        var at = root;
        for (var part : name.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            var next = at.get(part);
            if (next == null) {
                next = new StoredDirectory();
                at.put(part, next);
            }
            if (!(next instanceof StoredDirectory directory)) {
                throw new FileAlreadyExistsException(name);
            }
            at = directory;
        }
    }
}
