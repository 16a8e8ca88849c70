package io.penumbra.cli.file;

import io.penumbra.zclient.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * A file that was stored.
 *
 * @param sentBytes how many of its bytes went over the network
 * @param foundBytes how many did not, since its class deduplicates and had them
 */
record PutJson(
        String path,
        long length,
        String storageClass,
        @Nullable String sha256,
        long sentBytes,
        long foundBytes) {
    static PutJson of(FileStatus file, long foundBytes) {
        return new PutJson(
                file.path(),
                file.length(),
                file.storageClass(),
                file.sha256().orElse(null),
                file.length() - foundBytes,
                foundBytes);
    }
}
