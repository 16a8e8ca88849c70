package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.master.record.Head.Tip;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The bytes of a checkpoint's list. docs/segment-format.md describes them.
 *
 * <pre>
 *   list   := "PNBRCKP1" cluster(16) tip count(4) file*
 *   file   := nameLength(2) name epoch(8) sha256(32)
 * </pre>
 */
final class CheckpointFormat {
    private static final long MAGIC = 0x504e_4252_434b_5031L;
    private static final int SHA_BYTES = 32;
    private static final int FILES_MAX = 1 << 20;

    private CheckpointFormat() {}

    record Listing(Tip at, List<FileItem> files) {}

    static byte[] encode(ClusterId cluster, Listing listing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        var id = UUID.fromString(cluster.value());
        out.writeLong(MAGIC);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        SegmentFormat.writeTip(out, listing.at());
        out.writeInt(listing.files().size());
        for (var file : listing.files()) {
            out.writeUTF(file.name());
            out.writeLong(file.epoch().value());
            out.write(file.sha256().toByteArray());
        }
        return bytes.toByteArray();
    }

    static Listing decode(ClusterId cluster, byte[] bytes) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readLong() != MAGIC) {
            throw new IOException("not a checkpoint, or of a newer format");
        }
        var id = new ClusterId(new UUID(in.readLong(), in.readLong()).toString());
        if (!id.equals(cluster)) {
            throw new IOException("a checkpoint of cluster " + id);
        }
        var at = SegmentFormat.readTip(in);
        int count = in.readInt();
        if (count < 0 || count > FILES_MAX) {
            throw new IOException("a checkpoint of %d files".formatted(count));
        }
        var files = new ArrayList<FileItem>();
        for (int i = 0; i < count; i++) {
            var name = in.readUTF();
            var epoch = new Epoch(in.readLong());
            var sha = new byte[SHA_BYTES];
            in.readFully(sha);
            files.add(new FileItem(name, epoch, ByteString.copyFrom(sha)));
        }
        if (in.read() >= 0) {
            throw new IOException("a checkpoint's list goes on after its end");
        }
        return new Listing(at, files);
    }
}
