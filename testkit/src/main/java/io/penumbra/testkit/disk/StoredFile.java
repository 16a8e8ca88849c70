package io.penumbra.testkit.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A file's bytes, and how to take back what was not synced. Guarded by its disk.
 *
 * <p>At a power cut each change since the last sync is kept, taken back, or torn at a page. What a
 * failed sync should have saved counts as unsynced for ever, as the kernel forgets it.
 */
final class StoredFile implements Stored {
    private static final int PAGE_BYTES = 4_096;
    private static final int UNDO_MAX = 4_096;

    /**
     * A change: it put bytes at {@code position}, where {@code before} stood, up to the old end.
     */
    private record Change(int lengthBefore, int position, byte[] before, int written) {}

    private byte[] bytes = new byte[64];
    private int length;
    private final List<Change> unsynced = new ArrayList<>();
    private int lostForGood;

    int length() {
        return length;
    }

    int read(long position, ByteBuffer target) {
        int from = (int) Math.min(position, length);
        int count = Math.min(length - from, target.remaining());
        target.put(bytes, from, count);
        return count;
    }

    void write(long position, List<ByteBuffer> sources) {
        int total = 0;
        for (var source : sources) {
            total += source.remaining();
        }
        int from = Math.toIntExact(position);
        remember(from, total);
        grow(Math.addExact(from, total));
        for (var source : sources) {
            int count = source.remaining();
            source.get(bytes, from, count);
            from += count;
        }
        length = Math.max(length, from);
    }

    void truncate(long newLength) {
        if (newLength < length) {
            remember((int) newLength, 0);
            Arrays.fill(bytes, (int) newLength, length, (byte) 0);
            length = (int) newLength;
        }
    }

    /** What a change of {@code count} bytes (0: of all beyond) at {@code from} will replace. */
    private void remember(int from, int count) {
        int end = count == 0 ? length : Math.min(length, from + count);
        var before = from < end ? Arrays.copyOfRange(bytes, from, end) : new byte[0];
        unsynced.add(new Change(length, from, before, count));
        if (unsynced.size() > UNDO_MAX && lostForGood == 0) {
            unsynced.removeFirst(); // written back by itself long ago
        }
    }

    /** One bit is another; 1 if there is one. */
    int rot(RandomGenerator random) {
        if (length == 0) {
            return 0;
        }
        bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return 1;
    }

    void sync() {
        unsynced.subList(lostForGood, unsynced.size()).clear();
    }

    void syncFailed() {
        lostForGood = unsynced.size();
    }

    @Override
    public void cutPower(RandomGenerator random) {
        if (unsynced.isEmpty()) {
            return;
        }
        var latest = Arrays.copyOf(bytes, length);
        int kept = lostForGood == 0 ? random.nextInt(unsynced.size() + 1) : 0;
        boolean outOfOrder = kept < unsynced.size() && random.nextInt(3) == 0;
        while (unsynced.size() > kept) {
            undo(unsynced.removeLast());
        }
        if (outOfOrder) {
            keepSomePages(latest, random);
        }
        unsynced.clear();
        lostForGood = 0;
    }

    private void undo(Change change) {
        int end = change.position() + Math.max(change.written(), change.before().length);
        grow(end);
        Arrays.fill(bytes, change.position(), end, (byte) 0);
        System.arraycopy(change.before(), 0, bytes, change.position(), change.before().length);
        length = change.lengthBefore();
    }

    /** The kernel writes pages back in any order, so a later one may be there without the first. */
    private void keepSomePages(byte[] latest, RandomGenerator random) {
        for (int page = 0; page < latest.length; page += PAGE_BYTES) {
            if (random.nextBoolean()) {
                int end = Math.min(page + PAGE_BYTES, latest.length);
                grow(end);
                System.arraycopy(latest, page, bytes, page, end - page);
                length = Math.max(length, end);
            }
        }
    }

    private void grow(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
