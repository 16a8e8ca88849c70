package io.penumbra.master;

import io.penumbra.core.port.StateReader;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.PieceTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.StoredView;

/** How much is stored: added up from all chunks when somebody asks. */
final class Stored {
    private final StoredView.Builder view = StoredView.newBuilder();

    private Stored() {}

    static StoredView view(StateReader state) {
        var stored = new Stored();
        ChunkTable.each(state, (_, chunk) -> stored.add(chunk));
        long saved =
                SettingTable.classes(state).stream()
                        .mapToLong(c -> PieceTable.totals(state, c.name()).savedBytes())
                        .sum();
        return stored.view.setSavedBytes(saved).build();
    }

    /**
     * What was moved counts where it went. Bytes that several values name, as a file's before and
     * after a change of its mode, are counted with each of them, but a chunk has no more than it
     * has.
     */
    private void add(Chunk chunk) {
        if (chunk.isMoved()) {
            return;
        }
        view.setChunks(view.getChunks() + 1)
                .setChunkBytes(view.getChunkBytes() + chunk.length())
                .setCopyBytes(view.getCopyBytes() + chunk.length() * chunk.members().size())
                .setUsedBytes(
                        view.getUsedBytes() + Math.min(chunk.use().liveBytes(), chunk.length()));
    }
}
