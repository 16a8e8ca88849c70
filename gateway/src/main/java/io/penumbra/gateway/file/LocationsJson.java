package io.penumbra.gateway.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes hold a file's bytes.
 *
 * @param nodes all of them, those first that have the most
 */
record LocationsJson(String path, long length, List<NodeJson> nodes, List<PieceJson> pieces) {
    /**
     * A chunkserver.
     *
     * @param bytes of this file that it should have
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeJson(String server, @Nullable String address, boolean live, long bytes) {
        private NodeJson with(long more) {
            return new NodeJson(server, address, live, bytes + more);
        }
    }

    /** A run of bytes; {@code servers} are those that should have it. */
    record PieceJson(long offset, long length, String chunk, List<String> servers) {}

    static LocationsJson of(FileReader file) throws IOException {
        var nodes = new TreeMap<String, NodeJson>();
        var pieces = new ArrayList<PieceJson>();
        for (var piece : file.pieces()) {
            for (var copy : piece.copies()) {
                var address = copy.address().map(Address::toString).orElse(null);
                var empty = new NodeJson(copy.server(), address, copy.live(), 0);
                nodes.put(
                        copy.server(),
                        nodes.getOrDefault(copy.server(), empty).with(piece.length()));
            }
            pieces.add(
                    new PieceJson(
                            piece.offset(),
                            piece.length(),
                            piece.chunk().toString(),
                            piece.copies().stream().map(Piece.Copy::server).toList()));
        }
        var most = new ArrayList<>(nodes.values());
        most.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
        return new LocationsJson(
                file.status().path(), file.status().length(), List.copyOf(most), pieces);
    }
}
