package io.penumbra.zclient.data;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The bytes between two cuts of a file; all runs but the last are whole frames. */
record WholePiece(List<Run> runs, int length) {
    WholePiece {
        runs = List.copyOf(runs);
    }

    ByteString sha256() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            runs.forEach(run -> digest.update(run.bytes().duplicate()));
            return ByteString.copyFrom(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What it takes of a chunk. */
    int frameBytes() {
        int full = length / ChunkFormat.PAYLOAD_BYTES_MAX;
        int rest = length % ChunkFormat.PAYLOAD_BYTES_MAX;
        return full * ChunkFormat.FULL_FRAME_BYTES + (rest == 0 ? 0 : ChunkFormat.frameBytes(rest));
    }

    /** Nobody needs the bytes any more. */
    void done() {
        runs.forEach(Run::done);
    }
}
