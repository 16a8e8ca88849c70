package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * A data directory that nobody else uses while this is open.
 *
 * @param found what its {@code VERSION} file says; named, if it had no name
 */
record TakenDirectory(DataPlace place, AutoCloseable lock, StorageIdentity found)
        implements AutoCloseable {
    /** Takes the directory for this process, or says whose it is. File calls. */
    static TakenDirectory take(DataPlace place, RandomGenerator random)
            throws IOException, RefusedException {
        // Not before it is known to be ours: an unmounted mount point stays empty.
        StorageIdentity.load(place.disk());
        var lock = lock(place);
        try {
            var found = StorageIdentity.load(place.disk());
            return new TakenDirectory(place, lock, found.named(random));
        } catch (IOException | RefusedException e) {
            release(lock);
            throw e;
        }
    }

    private static AutoCloseable lock(DataPlace place) throws IOException, RefusedException {
        try {
            return place.disk().lock(ChunkFile.LOCK);
        } catch (Disk.InUseException e) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    place.toString(),
                    "%s; stop that one first, or give this one other directories"
                            .formatted(e.getMessage()));
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be written (%s): let its disk be mounted for writing, and let it"
                                    .formatted(place, e)
                            + " belong to the user who runs the chunkserver",
                    e);
        }
    }

    private static void release(AutoCloseable lock) throws IOException {
        try {
            lock.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the directory's lock does not let go", e);
        }
    }

    @Override
    public void close() throws IOException {
        release(lock);
    }
}
