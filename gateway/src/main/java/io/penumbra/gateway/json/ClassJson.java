package io.penumbra.gateway.json;

import io.penumbra.zclient.StorageClass;
import java.util.Locale;

/**
 * A storage class for machines.
 *
 * @param medium what kind of disk its files are put on; empty for any
 * @param pieceBytes in pieces that are found when they come again, each counted once
 * @param savedBytes what their other uses would take if each had its own
 */
public record ClassJson(
        String name,
        int replicas,
        int minCopies,
        String durability,
        long chunkBytes,
        boolean deduplicates,
        String medium,
        long pieces,
        long pieceBytes,
        long savedBytes) {
    public static ClassJson of(StorageClass shown) {
        return new ClassJson(
                shown.name(),
                shown.replicas(),
                shown.minCopies(),
                shown.durability().name().toLowerCase(Locale.ROOT),
                shown.chunkBytes(),
                shown.deduplicates(),
                shown.medium(),
                shown.pieces().count(),
                shown.pieces().bytes(),
                shown.pieces().savedBytes());
    }
}
