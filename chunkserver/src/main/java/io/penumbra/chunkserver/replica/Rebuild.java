package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.chunkserver.store.ChunkReads;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.chunkserver.store.IoPool;
import io.penumbra.chunkserver.store.Replacement;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sealed chunk's copy is made anew, beside what is there. Each frame comes from whichever copy
 * has it whole, the one to be replaced as the last, so that copies that are all damaged, but not at
 * the same place, make a whole one. The digest, which is over all checksums, proves the result.
 */
final class Rebuild {
    private final ServerContext context;
    private final ChunkLog log;
    private final EqualizeRequest request;
    private final Epoch epoch;
    private String lastFailure = "there is no other copy";

    private interface Source {
        /** Adds frames until it has no more that are whole. */
        void pour(Replacement into) throws IOException, RefusedException, InterruptedException;
    }

    Rebuild(ServerContext context, ChunkLog log, EqualizeRequest request, Epoch epoch) {
        this.context = context;
        this.log = log;
        this.request = request;
        this.epoch = epoch;
    }

    /** Returns when the copy is in place. */
    void run(byte[] digest) throws IOException, RefusedException, InterruptedException {
        var storageClass = new StorageClassName(request.getStorageClass());
        var made = log.files().call(() -> Replacement.begin(log, storageClass));
        try {
            fill(made);
            context.store().promise().requireStill(epoch);
            file(() -> made.finish(digest, new ChunkVersion(request.getVersion())));
        } finally {
            file(made::close);
        }
    }

    private void fill(Replacement made) throws IOException, RefusedException, InterruptedException {
        var sources = sources();
        int useless = 0;
        for (int turn = 0; made.end() < request.getLength(); turn++) {
            if (useless == sources.size()) {
                throw new RefusedException(
                        RefusalCode.DAMAGED,
                        log.id().toString(),
                        "no copy has the frame at %d whole: %s".formatted(made.end(), lastFailure));
            }
            long before = made.end();
            try {
                sources.get(turn % sources.size()).pour(made);
            } catch (IOException | RefusedException e) {
                lastFailure = String.valueOf(e.getMessage());
            }
            context.store().promise().requireStill(epoch);
            useless = made.end() > before ? 1 : useless + 1;
        }
    }

    private List<Source> sources() {
        var sources = new ArrayList<Source>();
        sources.add(into -> pour(request.getSource(), into));
        request.getOthersList().forEach(other -> sources.add(into -> pour(other, into)));
        if (log.image().isPresent()) {
            sources.add(this::pourOwn);
        }
        return sources;
    }

    private void pour(Member source, Replacement into)
            throws IOException, RefusedException, InterruptedException {
        try (var fetch = Fetch.open(context, log.id(), source, into.end(), request.getLength())) {
            for (var run = fetch.next(); run.isPresent(); run = fetch.next()) {
                context.store().promise().requireStill(epoch);
                write(into, run.get());
            }
        }
    }

    private void pourOwn(Replacement into)
            throws IOException, RefusedException, InterruptedException {
        var reads = new ChunkReads(log);
        long to = request.getLength();
        var run = log.files().call(() -> reads.frames(into.end(), to));
        while (run.isPresent()) {
            write(into, run.get());
            run = log.files().call(() -> reads.frames(into.end(), to));
        }
    }

    private void write(Replacement into, FrameRun run)
            throws IOException, RefusedException, InterruptedException {
        file(() -> into.write(run));
    }

    private interface FileWork {
        void run() throws IOException, RefusedException;
    }

    private void file(FileWork work) throws IOException, RefusedException, InterruptedException {
        IoPool.Work<Boolean> call =
                () -> {
                    work.run();
                    return true;
                };
        log.files().call(call);
    }
}
