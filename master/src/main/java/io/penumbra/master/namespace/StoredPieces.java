package io.penumbra.master.namespace;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Piece;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.PieceTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.Whereabouts;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FindPieces;
import io.penumbra.proto.PieceList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Pieces that need not be written again: they are in use, and safe where they are. */
public final class StoredPieces {
    private final StateReader state;
    private final Servers servers;
    private final Map<StorageClassName, Optional<StorageClass>> classes = new HashMap<>();

    StoredPieces(StateReader state, Servers servers) {
        this.state = state;
        this.servers = servers;
    }

    /** Answers whoever is about to write. */
    public static PieceList list(StateReader state, FindPieces query, Servers servers)
            throws RefusedException {
        if (query.getSha256Count() > Limits.FIND_PIECES_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    query.getStorageClass(),
                    "one question is about at most %d pieces".formatted(Limits.FIND_PIECES_MAX));
        }
        var storageClass = new StorageClassName(query.getStorageClass());
        var pieces = new StoredPieces(state, servers);
        var list = PieceList.newBuilder();
        if (pieces.deduplicates(storageClass)) {
            for (var sha256 : query.getSha256List()) {
                pieces.find(storageClass, sha256).ifPresent(piece -> list.addFound(message(piece)));
            }
        }
        return list.build();
    }

    boolean deduplicates(StorageClassName storageClass) {
        return definition(storageClass).filter(StorageClass::deduplicates).isPresent();
    }

    /**
     * What has fewer live copies than a new chunk would get is not found: an acknowledged write
     * must be as safe as if its bytes had been written.
     */
    Optional<Piece> find(StorageClassName storageClass, ByteString sha256) {
        return PieceTable.find(state, storageClass, sha256)
                .filter(piece -> isSafe(storageClass, piece));
    }

    private boolean isSafe(StorageClassName storageClass, Piece piece) {
        var whereabouts = new Whereabouts(state);
        var members = whereabouts.chunk(whereabouts.of(piece.chunk())).members();
        long live = members.stream().filter(servers::isLive).count();
        return live >= definition(storageClass).map(StorageClass::minCopies).orElse(1);
    }

    private Optional<StorageClass> definition(StorageClassName name) {
        return classes.computeIfAbsent(name, each -> SettingTable.findClass(state, each));
    }

    private static ExtentMessage message(Piece piece) {
        return ExtentMessage.newBuilder()
                .setSha256(piece.sha256())
                .setChunk(piece.chunk().value())
                .setFrameOffset(piece.frameOffset())
                .setLength(piece.length())
                .build();
    }
}
