package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.FindPieces;
import io.penumbra.proto.Query;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which pieces of one file are stored in its class, while the file is read on: hashes
 * them, and asks the master. What queues up while it is asked goes with the next question.
 *
 * <p>A thread of its own, as long as there is something to find.
 */
final class PieceSearch {
    private static final Logger log = LoggerFactory.getLogger(PieceSearch.class);

    // Constant after construction.
    private final String storageClass;
    private final int pieceBytes;
    private final MasterClient master;
    private final Caller caller;
    private final Threads threads;

    @GuardedBy("this")
    private final ArrayDeque<Asked> unanswered = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    PieceSearch(
            String storageClass,
            int pieceBytes,
            MasterClient master,
            Caller caller,
            Threads threads) {
        this.storageClass = storageClass;
        this.pieceBytes = pieceBytes;
        this.master = master;
        this.caller = caller;
        this.threads = threads;
    }

    /**
     * What is known of a piece.
     *
     * @param sha256 empty if it does not take part
     * @param found where it is stored
     */
    record Answer(ByteString sha256, Optional<Extent> found) {
        static final Answer NO_PART = new Answer(ByteString.EMPTY, Optional.empty());
    }

    /** A piece that was asked about. */
    record Asked(WholePiece piece, CompletableFuture<Answer> answer) {
        boolean isAnswered() {
            return answer.isDone();
        }

        Answer await() throws InterruptedException {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What files are cut into. */
    int pieceBytes() {
        return pieceBytes;
    }

    Asked ask(WholePiece piece) {
        var asked = new Asked(piece, new CompletableFuture<>());
        if (piece.length() < Limits.PIECE_BYTES_MIN) {
            asked.answer.complete(Answer.NO_PART);
        } else {
            add(asked);
        }
        return asked;
    }

    private synchronized void add(Asked asked) {
        unanswered.add(asked);
        if (!running) {
            running = true;
            threads.virtual("pieces", this::run);
        }
    }

    private void run() {
        for (var some = next(); !some.isEmpty(); some = next()) {
            var names = some.stream().map(asked -> asked.piece.sha256()).toList();
            var found = find(names);
            for (int i = 0; i < some.size(); i++) {
                var name = names.get(i);
                int length = some.get(i).piece.length();
                var stored =
                        Optional.ofNullable(found.get(name))
                                .filter(extent -> extent.length() == length);
                some.get(i).answer.complete(new Answer(name, stored));
            }
        }
    }

    private synchronized List<Asked> next() {
        var some = new ArrayList<Asked>();
        while (!unanswered.isEmpty() && some.size() < Limits.FIND_PIECES_MAX) {
            some.add(unanswered.remove());
        }
        running = !some.isEmpty();
        return some;
    }

    private Map<ByteString, Extent> find(List<ByteString> names) {
        var find = FindPieces.newBuilder().setStorageClass(storageClass).addAllSha256(names);
        var query = Query.newBuilder().setFindPieces(find).build();
        var found = new HashMap<ByteString, Extent>();
        try {
            for (var each : master.ask(query, caller).getPieces().getFoundList()) {
                found.put(
                        each.getSha256(),
                        new Extent(
                                0,
                                new ChunkId(each.getChunk()),
                                each.getFrameOffset(),
                                each.getSkip(),
                                each.getLength()));
            }
        } catch (IOException | RefusedException e) {
            // Then they are sent; whether that is any use, the commit will show.
            log.debug("{} pieces are not looked for: {}", names.size(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
