package io.penumbra.zclient;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Address;
import java.util.List;
import java.util.Optional;

/**
 * Where a run of a file's bytes is.
 *
 * <pre>{@code
 * try (var file = penumbra.open("/backup.tar")) {
 *     file.pieces().forEach(System.out::println);
 * }
 * }</pre>
 *
 * @param offset of its first byte in the file
 * @param copies the live ones first
 */
public record Piece(long offset, long length, ChunkId chunk, List<Copy> copies) {
    /**
     * A chunkserver that should have it.
     *
     * @param address empty if nothing was heard of it yet
     */
    public record Copy(String server, Optional<Address> address, boolean live) {}

    public Piece {
        copies = List.copyOf(copies);
    }
}
