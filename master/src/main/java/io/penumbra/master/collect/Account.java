package io.penumbra.master.collect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.proto.GcView;
import io.penumbra.proto.UnknownCopy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was collected since this leader leads, for those who ask. */
final class Account {
    private static final int UNKNOWN_MAX = 100;

    @GuardedBy("this")
    private final GcView.Builder view = GcView.newBuilder();

    /** Of the pass under way. */
    @GuardedBy("this")
    private List<UnknownCopy> unknown = new ArrayList<>();

    @GuardedBy("this")
    private long unknownCopies;

    Account(Duration interval) {
        view.setIntervalMillis(interval.toMillis());
    }

    synchronized void waitsFor(String what) {
        view.setWaitingFor(what);
    }

    synchronized void begins() {
        view.setRunning(true).setWaitingFor("");
        unknown = new ArrayList<>();
        unknownCopies = 0;
    }

    synchronized void held(long chunks) {
        view.setHeldChunks(chunks);
    }

    synchronized void collected(long chunks, long bytes) {
        view.setCollectedChunks(view.getCollectedChunks() + chunks)
                .setCollectedBytes(view.getCollectedBytes() + bytes);
    }

    synchronized void compacted(int chunks) {
        view.setCompactedChunks(view.getCompactedChunks() + chunks);
    }

    synchronized void joined(int parts) {
        view.setJoinedParts(view.getJoinedParts() + parts);
    }

    synchronized void discarded(int copies) {
        view.setDiscardedCopies(view.getDiscardedCopies() + copies);
    }

    synchronized void found(ServerId server, ChunkId chunk, Leftover what) {
        unknownCopies++;
        if (unknown.size() < UNKNOWN_MAX) {
            unknown.add(
                    UnknownCopy.newBuilder()
                            .setChunk(chunk.value())
                            .setServer(server.value())
                            .setWhy(
                                    what == Leftover.AHEAD
                                            ? "is of a later version than the journal knows"
                                            : "is of a chunk that this cluster never had")
                            .build());
        }
    }

    synchronized void ends(long nowMillis) {
        view.setRunning(false)
                .setPasses(view.getPasses() + 1)
                .setPassedAtMillis(nowMillis)
                .clearUnknown()
                .addAllUnknown(unknown)
                .setUnknownCopies(unknownCopies);
    }

    synchronized GcView view() {
        return view.build();
    }
}
