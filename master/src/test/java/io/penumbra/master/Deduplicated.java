package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Commit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FindPieces;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Query;
import io.penumbra.proto.StorageClassInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A client's files in a class that deduplicates, each some of a few contents, one piece each. Knows
 * what stands where on the chunkservers' disks.
 */
final class Deduplicated {
    static final String CLASS = "pieces";
    static final int PIECE = Limits.PIECE_BYTES_MIN;

    final TestClient client;

    /** chunk, place → content. */
    final Map<Long, NavigableMap<Long, Integer>> disks;

    Deduplicated(TestClient client, Map<Long, NavigableMap<Long, Integer>> disks) {
        this.client = client;
        this.disks = disks;
        client.storageClass = CLASS;
    }

    /** In a cluster where the class is defined with this. */
    static Deduplicated in(Realm realm) {
        var client = TestClient.open(realm, 1);
        assertThat(client.define(definition()).hasDone()).isTrue();
        return new Deduplicated(client, new TreeMap<>());
    }

    static StorageClassInfo.Builder definition() {
        return StorageClassInfo.newBuilder()
                .setName(CLASS)
                .setReplicas(3)
                .setMinCopies(2)
                .setDurability("fsync")
                .setChunkBytes(64 << 20)
                .setDeduplicate(true);
    }

    static ByteString sha256(int content) {
        return ByteString.copyFrom(ByteBuffer.allocate(32).putInt(28, content).array());
    }

    Optional<ExtentMessage> find(int content) throws RefusedException {
        return find(CLASS, content);
    }

    Optional<ExtentMessage> find(String storageClass, int content) throws RefusedException {
        var find = FindPieces.newBuilder().setStorageClass(storageClass).addSha256(sha256(content));
        var query = Query.newBuilder().setFindPieces(find).build();
        return client.realm.ask(query).getPieces().getFoundList().stream().findFirst();
    }

    /** A file of these contents, of which only those are written that are not found. */
    Commit.Builder file(String path, Integer... contents) throws RefusedException {
        var commit =
                Commit.newBuilder()
                        .setPath(path)
                        .setParents(true)
                        .setInode(client.takeInode())
                        .setLength((long) contents.length * PIECE)
                        .setSha256(sha256(0));
        commit.addAllExtents(extents(contents));
        return commit;
    }

    Outcome put(String path, Integer... contents) throws RefusedException {
        return client.commit(file(path, contents));
    }

    EditBytes bytes(Integer... contents) throws RefusedException {
        return EditBytes.newBuilder()
                .addAllExtents(extents(contents))
                .setLength((long) contents.length * PIECE)
                .build();
    }

    private List<ExtentMessage> extents(Integer... contents) throws RefusedException {
        var extents = new ArrayList<ExtentMessage>();
        for (var content : contents) {
            long at = (long) extents.size() * PIECE;
            var found = find(content);
            extents.add(
                    found.isPresent()
                            ? found.get().toBuilder().setFileOffset(at).setFound(true).build()
                            : write(at, content));
        }
        return extents;
    }

    ExtentMessage write(long fileOffset, int content) {
        var extent = client.append(fileOffset, PIECE);
        disks.computeIfAbsent(extent.getChunk(), _ -> new TreeMap<>())
                .put(extent.getFrameOffset(), content);
        return extent.toBuilder().setSha256(sha256(content)).build();
    }

    /** The chunk it wrote to is sealed, and nothing more of it will be committed. */
    void letGo() {
        if (client.chunk().getChunk() != 0) {
            client.letGo(client.chunk(), client.chunkEnd());
            client.realm.finishSeals();
            client.leaveChunk();
        }
    }
}
